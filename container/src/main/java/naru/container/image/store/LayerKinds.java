package naru.container.image.store;

import naru.container.image.format.Compression;
import naru.container.image.format.Documents;
import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.ImageRecord;

import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/** The media types of layers, detected by their first bytes, for manifests. */
public final class LayerKinds {
    private static final String DOCKER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private LayerKinds() {}

    /** {@code oci} or else Docker's names, which support gzip only. */
    public static Descriptor describe(ImageStore store, ImageRecord.Layer layer, boolean oci)
            throws IOException {
        long size = store.blobs().size(layer.digest());
        String type =
                switch (kind(store, layer)) {
                    case GZIP -> oci ? Documents.LAYER + "+gzip" : DOCKER_GZIP;
                    case ZSTD -> Documents.LAYER + "+zstd";
                    case PLAIN, BZIP2, XZ -> Documents.LAYER;
                };
        return Descriptor.of(type, layer.digest(), size);
    }

    public static Compression.Kind kind(ImageStore store, ImageRecord.Layer layer)
            throws IOException {
        try (var in = store.blobs().open(layer.digest())) {
            return Compression.kind(in.readNBytes(Compression.MAGIC));
        }
    }

    /** The same layer in a blob that is compressed, as registries expect it. */
    public static ImageRecord.Layer compressed(ImageStore store, ImageRecord.Layer layer, Hold hold)
            throws IOException {
        hold.blob(layer.digest());
        var kind = kind(store, layer);
        if (kind == Compression.Kind.GZIP || kind == Compression.Kind.ZSTD) {
            return layer;
        }
        try (var blob = store.blobs().open(layer.digest());
                var in = Compression.unpack(blob);
                var out = store.blobs().writer()) {
            var packed = new GZIPOutputStream(out, 1 << 16);
            in.transferTo(packed);
            packed.finish();
            return new ImageRecord.Layer(
                    out.commit(hold), layer.diffId(), Documents.LAYER + "+gzip", layer.size());
        }
    }
}
