/** HTTP routes that labels and variables of containers define. */
module naru.proxy {
    requires static transitive org.jspecify;
    requires transitive naru.container;
    requires naru.linux;
    requires transitive naru.network;
    requires java.net.http;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.shredzone.acme4j;
    requires org.snakeyaml.engine.v2;

    exports naru.proxy.acme;
    exports naru.proxy.cache;
    exports naru.proxy.certificate;
    exports naru.proxy.compose;
    exports naru.proxy.control;
    exports naru.proxy.haproxy;
    exports naru.proxy.haproxy.tls;
    exports naru.proxy.label;
    exports naru.proxy.model;
    exports naru.proxy.option;
    exports naru.proxy.rule;
    exports naru.proxy.runtime;
    exports naru.proxy.table;
}
