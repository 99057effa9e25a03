package naru.container.image.transfer;

import naru.container.image.format.Compression;
import naru.container.image.format.Digest;
import naru.container.image.format.Documents;
import naru.container.image.format.Documents.ArchiveEntry;
import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.Documents.Manifest;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.LayerLines;
import naru.container.image.format.MalformedImageException;
import naru.container.image.format.Manifests;
import naru.container.image.format.PlatformName;
import naru.container.image.format.Reference;
import naru.container.image.model.PullProgress;
import naru.container.image.store.Hold;
import naru.container.image.store.ImageAssembler;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerSource;
import naru.container.image.store.LayerStore;
import naru.container.store.Codec;
import naru.container.tar.InsideRoot;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads archives of {@code docker save} and similar tools: a tar with {@code manifest.json}, or an
 * OCI layout with {@code index.json}. Files are stored as blobs on arrival; those that no image
 * needs are removed at the end. For one archive.
 */
public final class ArchiveLoader {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String IMAGE_NAME = "io.containerd.image.name";

    private final ImageStore store;
    private final LayerLines lines;
    private final Map<String, String> digests = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    public ArchiveLoader(ImageStore store, PullProgress progress) {
        this.store = store;
        this.lines = new LayerLines(progress);
    }

    /** A loaded image, and its name if it has one. */
    public record Loaded(ImageRecord image, @Nullable String name) {}

    public List<Loaded> load(InputStream packed) throws IOException, InterruptedException {
        try (var hold = store.hold();
                var tar = Compression.unpack(packed)) {
            read(tar, hold);
            byte[] contents = file("manifest.json");
            if (contents != null) {
                return loadDocker(Codec.decodeList(ArchiveEntry.class, contents), hold);
            }
            byte[] index = file("index.json");
            if (index == null) {
                throw new MalformedImageException(
                        "invalid archive: does not contain a manifest.json");
            }
            return loadLayout(Codec.decode(Manifest.class, index), hold);
        }
    }

    private void read(InputStream tar, Hold hold) throws IOException {
        var entries = new TarArchiveInputStream(tar);
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            String name = InsideRoot.clean(entry.getName()).toString();
            if (entry.isSymbolicLink() || entry.isLink()) {
                String folder = entry.isLink() || name.indexOf('/') < 0 ? "" : name + "/../";
                links.put(name, InsideRoot.clean(folder + entry.getLinkName()).toString());
            } else if (entry.isFile()) {
                try (var writer = store.blobs().writer()) {
                    entries.transferTo(writer);
                    digests.put(name, writer.commit(hold));
                }
            }
        }
    }

    private byte @Nullable [] file(String name) throws IOException {
        String digest = digests.get(name);
        return digest == null ? null : store.blobs().read(digest);
    }

    private List<Loaded> loadDocker(List<ArchiveEntry> entries, Hold hold)
            throws IOException, InterruptedException {
        var loaded = new ArrayList<Loaded>();
        for (var entry : entries) {
            if (entry.config() == null || entry.layers() == null) {
                throw new MalformedImageException("manifest.json names no config or no layers");
            }
            var layers = new ArrayList<Descriptor>();
            for (String path : entry.layers()) {
                String digest = digest(path);
                layers.add(Descriptor.of(Documents.LAYER, digest, store.blobs().size(digest)));
            }
            var names = entry.repoTags() == null ? List.<String>of() : entry.repoTags();
            loaded.addAll(build(digest(entry.config()), layers, List.of(), names, hold));
        }
        return loaded;
    }

    private List<Loaded> loadLayout(Manifest index, Hold hold)
            throws IOException, InterruptedException {
        var loaded = new ArrayList<Loaded>();
        for (var image : Manifests.images(index)) {
            var manifests = new ArrayList<String>();
            var manifest = document(image, manifests);
            if (manifest.isIndex()) {
                manifest = document(Manifests.choose(manifest, PlatformName.host()), manifests);
            }
            String config = Manifests.config(manifest).checkedDigest();
            var layers = Manifests.layers(manifest);
            for (Descriptor layer : layers) {
                digest(path(layer)); // must be in this archive
            }
            digest("blobs/sha256/" + Digest.hex(config));
            loaded.addAll(build(config, layers, manifests, names(image), hold));
        }
        return loaded;
    }

    private static List<String> names(Descriptor image) {
        String whole = image.annotation(IMAGE_NAME);
        String name = whole == null ? image.annotation(REF_NAME) : whole;
        return name == null ? List.of() : List.of(name);
    }

    private Manifest document(Descriptor descriptor, List<String> manifests) throws IOException {
        String digest = digest(path(descriptor));
        manifests.add(digest);
        return Codec.decode(Manifest.class, store.blobs().read(digest));
    }

    private static String path(Descriptor descriptor) {
        return "blobs/sha256/" + Digest.hex(descriptor.checkedDigest());
    }

    private List<Loaded> build(
            String config,
            List<Descriptor> layers,
            List<String> manifests,
            List<String> names,
            Hold hold)
            throws IOException, InterruptedException {
        var source = new Stored();
        var record = new ImageAssembler(store, hold, source).assemble(config, layers, manifests);
        if (names.isEmpty()) {
            return List.of(new Loaded(store.put(record, null), null));
        }
        var loaded = new ArrayList<Loaded>();
        for (String name : names) {
            String familiar = Reference.parse(name).familiar();
            tellOfFormerOwner(familiar, record);
            loaded.add(new Loaded(store.put(record, familiar), familiar));
        }
        return loaded;
    }

    private void tellOfFormerOwner(String name, ImageRecord image) {
        store.find(name)
                .filter(other -> !other.id().equals(image.id()))
                .ifPresent(other ->
                        lines.say(
                                null,
                                "The image "
                                        + name
                                        + " already exists, renaming the old one with ID "
                                        + other.id()
                                        + " to empty string"));
    }

    private String digest(String path) {
        String name = InsideRoot.clean(path).toString();
        String digest = digests.get(links.getOrDefault(name, name));
        if (digest == null) {
            throw new MalformedImageException("the archive lacks " + name);
        }
        return digest;
    }

    /** Layers whose blobs are in the store. */
    private final class Stored implements LayerSource {
        @Override
        public LayerStore.Unpacked unpack(Descriptor layer) throws IOException {
            lines.progress(layer, "Loading layer", 0);
            try (var blob = store.blobs().open(layer.checkedDigest())) {
                return store.layers().unpack(blob);
            }
        }

        @Override
        public void placed(Descriptor layer) {
            lines.progress(layer, "Loading layer", layer.size());
        }
    }
}
