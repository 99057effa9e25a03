package naru.container.image;

import naru.container.image.Documents.ArchiveEntry;
import naru.container.store.Codec;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes images as {@code docker load} reads them: their blobs, and a {@code manifest.json}. */
public final class ArchiveWriter {
    private static final String FOLDER = "blobs/sha256/";

    private final ImageStore store;
    private final TarArchiveOutputStream tar;
    private final Set<String> written = new HashSet<>();
    private final List<byte[]> contents = new ArrayList<>();

    public ArchiveWriter(ImageStore store, OutputStream out) {
        this.store = store;
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    public void add(ImageRecord image, List<String> names) throws IOException {
        var layers = new ArrayList<String>();
        for (var layer : image.layers()) {
            layers.add(blob(layer.digest()));
        }
        contents.add(
                Codec.encode(
                        ArchiveEntry.class, new ArchiveEntry(blob(image.id()), names, layers)));
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

    private void begin(String name, long size) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        tar.putArchiveEntry(entry);
    }

    /** Ends the tar; the stream below it stays open. */
    public void finish() throws IOException {
        var json = new StringBuilder("[");
        for (byte[] entry : contents) {
            json.append(json.length() == 1 ? "" : ",");
            json.append(new String(entry, StandardCharsets.UTF_8));
        }
        byte[] bytes = json.append(']').toString().getBytes(StandardCharsets.UTF_8);
        begin("manifest.json", bytes.length);
        tar.write(bytes);
        tar.closeArchiveEntry();
        tar.finish();
        tar.flush();
    }
}
