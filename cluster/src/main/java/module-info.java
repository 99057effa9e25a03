/** Several hosts as one: membership, certificates and overlay networks. */
module naru.cluster {
    requires static transitive org.jspecify;
    requires transitive io.avaje.jsonb; // generated adapters are public beside the records
    requires io.grpc;
    requires io.grpc.netty;
    requires io.grpc.stub;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires transitive naru.etcd;
    requires transitive naru.network;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports naru.cluster.identity;
    exports naru.cluster.network;
    exports naru.cluster.node;
    exports naru.cluster.option;
    exports naru.cluster.record;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.cluster.jsonb.GeneratedJsonComponent;
}
