package naru.network.pool;

import naru.network.model.EndpointId;

/** The holder of an address. */
public sealed interface Holder {
    /** A running container's endpoint. */
    record Endpoint(EndpointId id) implements Holder {}

    /** An endpoint of another host; its text for users. */
    record Elsewhere(String text) implements Holder {}

    /** The network's gateway. */
    record Gateway() implements Holder {}

    /** An auxiliary address of the user, with its name. */
    record Auxiliary(String name) implements Holder {}

    /** The virtual address of an alias. */
    record Alias(String name) implements Holder {}

    /** The subnet's first or last address. */
    record Reserved() implements Holder {}
}
