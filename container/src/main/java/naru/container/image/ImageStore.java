package naru.container.image;

import naru.container.store.Codec;
import naru.network.journal.Change;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The images of this host: their records in the journal, their blobs and unpacked layers on disk. A
 * record is written after what it names, and removed before it; what no record names is swept away
 * at start. Any thread.
 */
public final class ImageStore {
    private static final String KIND = "image";

    private final Journal journal;
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Map<String, ImageRecord> records = new TreeMap<>();

    public ImageStore(Path root, Journal journal) throws IOException {
        this.journal = journal;
        this.blobs = new BlobStore(root.resolve("blobs"));
        this.layers = new LayerStore(root.resolve("l"));
        for (byte[] bytes : journal.all(KIND).values()) {
            var record = Codec.decode(ImageRecord.class, bytes);
            records.put(record.id(), record);
        }
        sweep();
    }

    public BlobStore blobs() {
        return blobs;
    }

    public LayerStore layers() {
        return layers;
    }

    public synchronized List<ImageRecord> all() {
        return List.copyOf(records.values());
    }

    public synchronized Optional<ImageRecord> byId(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** By name, by id, or by the beginning of an id. */
    public synchronized Optional<ImageRecord> find(String ref) {
        var byId = records.get(ref.startsWith("sha256:") ? ref : "sha256:" + ref);
        if (byId != null) {
            return Optional.of(byId);
        }
        var named = byName(ref);
        return named != null ? Optional.of(named) : byPrefix(ref);
    }

    private @Nullable ImageRecord byName(String ref) {
        String name;
        String byDigest;
        try {
            var reference = Reference.parse(ref);
            name = reference.familiar();
            byDigest = reference.familiarName() + "@" + reference.digest();
        } catch (NaruException.Invalid noName) {
            return null; // it may still be the beginning of an id
        }
        for (var record : records.values()) {
            if (record.tags().contains(name) || record.digests().contains(byDigest)) {
                return record;
            }
        }
        return null;
    }

    private Optional<ImageRecord> byPrefix(String ref) {
        String digits = Digest.hex(ref);
        if (digits.length() < 3 || digits.chars().anyMatch(c -> Character.digit(c, 16) < 0)) {
            return Optional.empty();
        }
        var found =
                records.values().stream()
                        .filter(record -> Digest.hex(record.id()).startsWith(digits))
                        .toList();
        if (found.size() > 1) {
            throw new NaruException.Invalid("ambiguous reference: " + ref);
        }
        return found.stream().findFirst();
    }

    /** Keeps an image under a further name, which is taken from the image that had it. */
    public synchronized ImageRecord put(ImageRecord image, @Nullable String name) {
        var changes = new ArrayList<Change>();
        var known = records.get(image.id());
        var merged = known == null ? image : known.withBlobs(image.blobs());
        if (name != null) {
            for (var other : List.copyOf(records.values())) {
                if (other.tags().contains(name) && !other.id().equals(image.id())) {
                    changes.add(put(other.without(name)));
                }
            }
            merged = merged.with(name);
        }
        changes.add(put(merged));
        journal.write(changes, Durability.POWER);
        return merged;
    }

    /** Takes a name away; the image stays. */
    public synchronized void untag(ImageRecord image, String name) {
        journal.write(List.of(put(image.without(name))), Durability.POWER);
    }

    private Change put(ImageRecord record) {
        records.put(record.id(), record);
        return new Change.Put(key(record.id()), Codec.encode(ImageRecord.class, record));
    }

    private static String key(String id) {
        return KIND + "/" + Digest.hex(id);
    }

    /** Removes an image and what only it needs; returns the chain ids of the layers that went. */
    public synchronized List<String> delete(ImageRecord image) throws IOException {
        records.remove(image.id());
        journal.remove(key(image.id()), Durability.POWER);
        Set<String> stillUsed = usedChains();
        var gone = new ArrayList<String>();
        for (String chain : LayerStore.chainIds(image.diffIds())) {
            if (!stillUsed.contains(chain)) {
                layers.delete(chain);
                gone.addFirst(chain);
            }
        }
        Set<String> usedBlobs = usedBlobs();
        for (String blob : blobsOf(image)) {
            if (!usedBlobs.contains(blob)) {
                blobs.delete(blob);
            }
        }
        return gone;
    }

    private Set<String> usedChains() {
        var used = new HashSet<String>();
        records.values().forEach(image -> used.addAll(LayerStore.chainIds(image.diffIds())));
        return used;
    }

    private Set<String> usedBlobs() {
        var used = new HashSet<String>();
        records.values().forEach(image -> used.addAll(blobsOf(image)));
        return used;
    }

    private static List<String> blobsOf(ImageRecord image) {
        var all = new ArrayList<>(image.blobs());
        all.add(image.id());
        image.layers().forEach(layer -> all.add(layer.digest()));
        return all;
    }

    private void sweep() throws IOException {
        var keep = new HashSet<Path>();
        usedChains().forEach(chain -> keep.add(layers.path(chain)));
        usedBlobs().forEach(blob -> keep.add(blobs.path(blob)));
        keep.add(layers.incoming());
        sweep(layers.directory(), keep);
        sweep(blobs.directory(), keep);
    }

    private static void sweep(Path folder, Set<Path> keep) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!keep.contains(entry)) {
                    FileTree.delete(entry);
                }
            }
        }
    }
}
