package naru.container.image;

import naru.container.image.Documents.ArchiveEntry;
import naru.container.image.Documents.Descriptor;
import naru.container.image.Documents.Manifest;
import naru.container.store.Codec;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@code docker save} and its kin write: a tar with {@code manifest.json}, or an OCI
 * layout with {@code index.json}. Files go into the blob store as they come; what no image needs is
 * swept away at the next start.
 */
public final class ArchiveLoader {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final ImageStore store;
    private final Map<String, String> digests = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    public ArchiveLoader(ImageStore store) {
        this.store = store;
    }

    /** An image that was loaded, and its name if it came with one. */
    public record Loaded(ImageRecord image, @Nullable String name) {}

    public List<Loaded> load(InputStream packed) throws IOException {
        read(Compression.unpack(packed));
        byte[] contents = file("manifest.json");
        if (contents != null) {
            return loadDocker(Codec.decodeList(ArchiveEntry.class, contents));
        }
        byte[] index = file("index.json");
        if (index == null) {
            throw new MalformedImageException("not an image: no manifest.json and no index.json");
        }
        return loadLayout(Codec.decode(Manifest.class, index));
    }

    private void read(InputStream tar) throws IOException {
        var entries = new TarArchiveInputStream(tar);
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            String name = InsideRoot.clean(entry.getName()).toString();
            if (entry.isSymbolicLink() || entry.isLink()) {
                String folder = entry.isLink() || name.indexOf('/') < 0 ? "" : name + "/../";
                links.put(name, InsideRoot.clean(folder + entry.getLinkName()).toString());
            } else if (entry.isFile()) {
                try (var writer = store.blobs().writer()) {
                    entries.transferTo(writer);
                    digests.put(name, writer.commit());
                }
            }
        }
    }

    private byte @Nullable [] file(String name) throws IOException {
        String digest = digests.get(name);
        return digest == null ? null : store.blobs().read(digest);
    }

    private List<Loaded> loadDocker(List<ArchiveEntry> entries) throws IOException {
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
            loaded.addAll(build(digest(entry.config()), layers, List.of(), names));
        }
        return loaded;
    }

    private List<Loaded> loadLayout(Manifest index) throws IOException {
        var loaded = new ArrayList<Loaded>();
        var images = index.manifests() == null ? List.<Descriptor>of() : index.manifests();
        for (var image : images) {
            var manifests = new ArrayList<String>();
            var manifest = document(image, manifests);
            if (manifest.isIndex()) {
                manifest = document(ImageBuilder.choose(manifest, PlatformName.host()), manifests);
            }
            if (manifest.config() == null || manifest.layers() == null) {
                throw new MalformedImageException("manifest names no config or no layers");
            }
            var name = image.annotation(REF_NAME);
            loaded.addAll(
                    build(
                            manifest.config().checkedDigest(),
                            manifest.layers(),
                            manifests,
                            name == null ? List.of() : List.of(name)));
        }
        return loaded;
    }

    private Manifest document(Descriptor descriptor, List<String> manifests) throws IOException {
        String digest = digest("blobs/sha256/" + Digest.hex(descriptor.checkedDigest()));
        manifests.add(digest);
        return Codec.decode(Manifest.class, store.blobs().read(digest));
    }

    private List<Loaded> build(
            String config, List<Descriptor> layers, List<String> manifests, List<String> names)
            throws IOException {
        var builder = new ImageBuilder(store);
        var record = builder.build(config, layers, manifests, null, ImageBuilder.Steps.NONE);
        if (names.isEmpty()) {
            return List.of(new Loaded(record, null));
        }
        var loaded = new ArrayList<Loaded>();
        for (String name : names) {
            String familiar = Reference.parse(name).familiar();
            loaded.add(new Loaded(store.put(record, familiar), familiar));
        }
        return loaded;
    }

    private String digest(String path) {
        String name = InsideRoot.clean(path).toString();
        String digest = digests.get(links.getOrDefault(name, name));
        if (digest == null) {
            throw new MalformedImageException("the archive lacks " + name);
        }
        return digest;
    }
}
