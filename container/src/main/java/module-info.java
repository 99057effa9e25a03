/** Containers, images and volumes of one host, for the Docker Engine API to offer. */
module naru.container {
    requires static transitive org.jspecify;
    requires transitive naru.network;
    requires naru.linux;
    requires transitive io.avaje.jsonb;
    requires java.net.http;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.tukaani.xz;

    exports naru.container;
    exports naru.container.config;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.container.image.ImageJsonComponent,
            naru.container.jsonb.GeneratedJsonComponent,
            naru.container.oci.OciJsonComponent,
            naru.container.runtime.RuntimeJsonComponent;
}
