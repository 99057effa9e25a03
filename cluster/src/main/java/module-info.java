/** Several hosts as one: membership, certificates and overlay networks. */
module naru.cluster {
    requires static transitive org.jspecify;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;

    exports naru.cluster.identity;
}
