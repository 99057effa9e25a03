/** Networks, endpoints and sandboxes, and how they are made on this host. */
@SuppressWarnings("module") // naru.cli is compiled later
module naru.network {
    requires static transitive org.jspecify;
    requires transitive naru.linux;
    requires transitive io.avaje.jsonb; // generated adapters are public beside the records

    exports naru.network;
    exports naru.network.address;
    // The inventory compares the desired state with the kernel.
    exports naru.network.desired to
            naru.cli;
    exports naru.network.driver;
    exports naru.network.driver.overlay;
    exports naru.network.event;
    exports naru.network.host;
    exports naru.network.host.linux;
    exports naru.network.journal;
    // Other modules write JSON with the same adapters.
    exports naru.network.json to
            naru.api,
            naru.cli,
            naru.cluster,
            naru.container;
    exports naru.network.model;
    exports naru.network.option;
    exports naru.network.publish;
    exports naru.network.settings;
    exports naru.network.shared;
    exports naru.network.undo to
            naru.container;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.network.jsonb.GeneratedJsonComponent;
}
