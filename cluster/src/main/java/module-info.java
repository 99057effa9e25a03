/** Several hosts as one: membership, certificates and overlay networks. */
module naru.cluster {
    requires static transitive org.jspecify;
    requires transitive io.avaje.jsonb; // generated adapters are public beside the records
    requires transitive naru.etcd;
    requires transitive naru.network;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports naru.cluster.identity;
    exports naru.cluster.network;
    exports naru.cluster.record;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.cluster.record.jsonb.GeneratedJsonComponent;
}
