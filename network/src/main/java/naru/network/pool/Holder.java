package naru.network.pool;

import naru.network.model.EndpointId;

/** Who has an address. */
public sealed interface Holder {
    /** A running container's endpoint. */
    record Endpoint(EndpointId id) implements Holder {}

    /** The network's own way out. */
    record Gateway() implements Holder {}

    /** An address that the user keeps for something else, under a name. */
    record Auxiliary(String name) implements Holder {}

    /** All that have an alias together. */
    record Alias(String name) implements Holder {}

    /** The subnet's own first or last address. */
    record Reserved() implements Holder {}
}
