package naru.api;

import java.util.List;

/** The endpoints of one kind of thing. */
interface Resource {
    /** The table of endpoints; the first row that fits a request answers it. */
    List<Route> routes();
}
