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
    exports naru.container.event;
    exports naru.container.image;
    exports naru.container.image.model;
    exports naru.container.model;
    exports naru.container.volume;

    provides io.avaje.jsonb.spi.JsonbExtension with
            naru.container.image.registry.RegistryJsonComponent,
            naru.container.jsonb.GeneratedJsonComponent,
            naru.container.oci.OciJsonComponent,
            naru.container.runtime.RuntimeJsonComponent;
}
