package naru.container.image.transfer;

import naru.container.image.format.Digest;
import naru.container.image.format.Documents;
import naru.container.image.format.Documents.ArchiveEntry;
import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.Documents.Manifest;
import naru.container.image.format.ImageRecord;
import naru.container.image.format.Reference;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerKinds;
import naru.container.store.Codec;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes images for old and new versions of {@code docker load}, and for readers of OCI layouts:
 * blobs, a {@code manifest.json} and an {@code index.json}. OCI image layout specification 1.1.
 */
public final class ArchiveWriter {
    private static final String FOLDER = "blobs/sha256/";

    private final ImageStore store;
    private final TarArchiveOutputStream tar;
    private final Set<String> written = new HashSet<>();
    private final List<ArchiveEntry> entries = new ArrayList<>();
    private final List<Descriptor> index = new ArrayList<>();

    public ArchiveWriter(ImageStore store, OutputStream out) {
        this.store = store;
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /** {@code names} are its names in the archive, {@code name:tag} each. */
    public void add(ImageRecord image, List<String> names) throws IOException {
        var layers = new ArrayList<String>();
        var descriptors = new ArrayList<Descriptor>();
        for (var layer : image.layers()) {
            layers.add(blob(layer.digest()));
            descriptors.add(LayerKinds.describe(store, layer, true));
        }
        entries.add(new ArchiveEntry(blob(image.id()), names, layers));
        var config = Descriptor.of(Documents.CONFIG, image.id(), store.blobs().size(image.id()));
        var manifest = new Manifest(2, Documents.MANIFEST, config, descriptors, null);
        byte[] bytes = Codec.encode(Manifest.class, manifest);
        String digest = Digest.of(bytes);
        if (written.add(FOLDER + Digest.hex(digest))) {
            file(FOLDER + Digest.hex(digest), bytes);
        }
        var entry = Descriptor.of(Documents.MANIFEST, digest, bytes.length);
        if (names.isEmpty()) {
            index.add(entry);
        }
        for (String name : names) {
            index.add(entry.withAnnotations(annotations(Reference.parse(name))));
        }
    }

    private static Map<String, String> annotations(Reference name) {
        String tag = name.tag() == null ? "latest" : name.tag();
        return Map.of(
                "io.containerd.image.name",
                name.domain() + "/" + name.path() + ":" + tag,
                "org.opencontainers.image.ref.name",
                tag);
    }

    private String blob(String digest) throws IOException {
        String name = FOLDER + Digest.hex(digest);
        if (written.add(name)) {
            begin(name, store.blobs().size(digest));
            try (var in = store.blobs().open(digest)) {
                in.transferTo(tar);
            }
            tar.closeArchiveEntry();
        }
        return name;
    }

    private void file(String name, byte[] bytes) throws IOException {
        begin(name, bytes.length);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private void begin(String name, long size) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
    }

    /** Ends the tar; the underlying stream remains open. */
    public void finish() throws IOException {
        file(
                "index.json",
                Codec.encode(Manifest.class, new Manifest(2, Documents.INDEX, null, null, index)));
        file("manifest.json", Codec.encodeList(ArchiveEntry.class, entries));
        file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        tar.finish();
        tar.flush();
    }
}
