package naru.api;

import java.util.List;

/** The endpoints of one kind of object. */
interface Resource {
    /** The routes; the first matching one is used. */
    List<Route> routes();
}
