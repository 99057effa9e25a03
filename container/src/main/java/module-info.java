/** Containers and images on top of an OCI runtime. */
module naru.container {
    requires static transitive org.jspecify;
    requires transitive naru.network;
    requires io.avaje.jsonb;
    requires java.net.http;
    requires oras.java.sdk;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
}
