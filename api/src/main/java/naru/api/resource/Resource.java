package naru.api.resource;

import java.util.List;

/** The endpoints of one kind of object. */
public interface Resource {
    /** The routes; the first matching one is used. */
    List<Route> routes();
}
