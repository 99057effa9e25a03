/** Networks, endpoints and sandboxes, and how they are made on this host. */
module naru.network {
    requires static transitive org.jspecify;
    requires transitive naru.linux;
    requires io.avaje.jsonb;

    exports naru.network;
    exports naru.network.journal;
    exports naru.network.model;
    exports naru.network.driver;
    exports naru.network.event;
    exports naru.network.host;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.network.jsonb.GeneratedJsonComponent;
}
