/** The {@code naru} command. */
module naru.cli {
    requires static transitive org.jspecify;
    requires io.avaje.json;
    requires io.avaje.jsonb;
    requires naru.api;
    requires naru.cluster;
    requires naru.container;
    requires naru.linux;
    requires naru.network;
    requires naru.proxy;
    requires info.picocli;
    requires java.logging;

    opens naru.cli to
            info.picocli;
    opens naru.cli.demo to
            info.picocli;
    opens naru.cli.dns to
            info.picocli;
    opens naru.cli.doctor to
            info.picocli;
    opens naru.cli.http to
            info.picocli;
    opens naru.cli.inventory to
            info.picocli;
    opens naru.cli.lab to
            info.picocli;
    opens naru.cli.ports to
            info.picocli;
    opens naru.cli.proxy to
            info.picocli;
}
