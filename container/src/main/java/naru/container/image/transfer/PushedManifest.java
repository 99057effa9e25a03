package naru.container.image.transfer;

import naru.container.image.format.Compression;
import naru.container.image.format.Documents;
import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.Documents.Manifest;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.Manifests;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerKinds;
import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The manifest for a push: the original one of the image, which preserves its digest. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PushedManifest(byte[] bytes, String mediaType) {
    private static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

    static PushedManifest of(ImageStore store, ImageRecord image, List<ImageRecord.Layer> layers)
            throws IOException {
        for (String blob : image.blobs()) {
            byte[] bytes = store.blobs().read(blob);
            var manifest = Codec.decode(Manifest.class, bytes);
            if (describes(manifest, image, layers)) {
                return new PushedManifest(bytes, type(manifest.mediaType()));
            }
        }
        return make(store, image, layers);
    }

    private static boolean describes(
            Manifest manifest, ImageRecord image, List<ImageRecord.Layer> layers) {
        return manifest.config() != null
                && image.id().equals(manifest.config().digest())
                && layers.stream()
                        .map(ImageRecord.Layer::digest)
                        .toList()
                        .equals(
                                Manifests.layers(manifest).stream()
                                        .map(Descriptor::digest)
                                        .toList());
    }

    private static String type(@Nullable String type) {
        return type == null ? Documents.MANIFEST : type;
    }

    /** In Docker's format, unless a layer's compression exists in OCI only. */
    private static PushedManifest make(
            ImageStore store, ImageRecord image, List<ImageRecord.Layer> layers)
            throws IOException {
        boolean oci = false;
        for (var layer : layers) {
            oci |= LayerKinds.kind(store, layer) != Compression.Kind.GZIP;
        }
        var descriptors = new ArrayList<Descriptor>();
        for (var layer : layers) {
            descriptors.add(LayerKinds.describe(store, layer, oci));
        }
        String type = oci ? Documents.MANIFEST : Documents.DOCKER_MANIFEST;
        var config =
                Descriptor.of(
                        oci ? Documents.CONFIG : DOCKER_CONFIG,
                        image.id(),
                        store.blobs().size(image.id()));
        var manifest = new Manifest(2, type, config, descriptors, null);
        return new PushedManifest(Codec.encode(Manifest.class, manifest), type);
    }
}
