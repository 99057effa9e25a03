package naru.container.image.store;

import naru.container.image.format.Digest;
import naru.container.image.format.ImageRecord;
import naru.container.store.Codec;
import naru.container.tar.FileTree;
import naru.network.journal.Change;
import naru.network.journal.Durability;
import naru.network.journal.Journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The images of this host: their records in the journal, their blobs and unpacked layers on disk. A
 * record is written after its blobs and layers, and removed before them. Blobs and layers without a
 * record or {@link Hold} are removed at once, and leftovers of a killed process at the next start.
 * For any thread.
 */
public final class ImageStore {
    private static final String KIND = "image";

    private final Journal journal;
    private final Clock clock;
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Map<String, ImageRecord> records = new TreeMap<>();
    private final Set<Hold> holds = new HashSet<>();
    private final KeyedLocks busy = new KeyedLocks();

    public ImageStore(Path root, Journal journal, Clock clock) throws IOException {
        this.journal = journal;
        this.clock = clock;
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

    /** Prevents concurrent downloads of the same blob. */
    KeyedLocks busy() {
        return busy;
    }

    /** All images except those that are only kept for containers. */
    public synchronized List<ImageRecord> all() {
        return records.values().stream().filter(record -> !record.removed()).toList();
    }

    /** Images that are only kept for containers. */
    public synchronized List<ImageRecord> removed() {
        return records.values().stream().filter(ImageRecord::removed).toList();
    }

    /** By the complete id, including images that are only kept for containers. */
    public synchronized Optional<ImageRecord> byId(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** By name, by id, or by prefix of an id. */
    public Optional<ImageRecord> find(String ref) {
        return ImageSearch.find(all(), ref);
    }

    /** A layer of an existing image, with its blob. */
    synchronized Optional<ImageRecord.Layer> layer(String diffId) {
        return records.values().stream()
                .flatMap(record -> record.layers().stream())
                .filter(layer -> layer.diffId().equals(diffId))
                .findFirst();
    }

    /** Adds a name to an image and removes it from another one that had it. */
    public synchronized ImageRecord put(ImageRecord image, @Nullable String name) {
        var changes = new ArrayList<Change>();
        var known = records.get(image.id());
        var merged = known == null ? image : known.withBlobs(image.blobs()).removed(false);
        if (name != null) {
            for (var other : List.copyOf(records.values())) {
                if (other.tags().contains(name) && !other.id().equals(image.id())) {
                    changes.add(put(other.without(name)));
                }
            }
            merged = merged.with(name, clock.instant().toString());
        }
        changes.add(put(merged));
        journal.write(changes, Durability.POWER);
        return merged;
    }

    /** Removes a name; the image remains. Durable only after {@link #settle}. */
    public synchronized ImageRecord untag(ImageRecord image, String name) {
        var rest = records.getOrDefault(image.id(), image).without(name);
        journal.write(List.of(put(rest)), Durability.PROCESS);
        return rest;
    }

    /** Makes changes of an image durable. */
    public synchronized void settle(ImageRecord image) {
        if (records.containsKey(image.id())) {
            replace(records.get(image.id()));
        }
    }

    /** Keeps an image for its containers only. */
    public synchronized void hide(ImageRecord image) {
        replace(image.removed(true));
    }

    /** Replaces the blobs of an image's layers. */
    public synchronized void repack(ImageRecord image, List<ImageRecord.Layer> repacked)
            throws IOException {
        var known = records.get(image.id());
        if (known != null) {
            replace(known.withLayers(repacked));
            removeUnused(blobsOf(known), List.of());
        }
    }

    private ImageRecord replace(ImageRecord record) {
        journal.write(List.of(put(record)), Durability.POWER);
        return record;
    }

    private Change put(ImageRecord record) {
        records.put(record.id(), record);
        return new Change.Put(key(record.id()), Codec.encode(ImageRecord.class, record));
    }

    private static String key(String id) {
        return KIND + "/" + Digest.hex(id);
    }

    /**
     * Removes an image with its unshared blobs and layers; returns the chain ids of removed layers.
     */
    public List<String> delete(ImageRecord image) throws IOException {
        Leftovers leftovers;
        synchronized (this) {
            journal.remove(key(image.id()), Durability.POWER);
            records.remove(image.id());
            leftovers = removeUnused(blobsOf(image), LayerStore.chainIds(image.diffIds()));
        }
        leftovers.removeSoon();
        return leftovers.chains();
    }

    /** Holds the parts of a new image until its record is written. */
    public Hold hold() {
        var hold = new Hold(this, this::release);
        synchronized (this) {
            holds.add(hold);
        }
        return hold;
    }

    private void release(Hold hold) throws IOException {
        Leftovers leftovers;
        synchronized (this) {
            holds.remove(hold);
            leftovers = removeUnused(List.copyOf(hold.blobs()), List.copyOf(hold.chains()));
        }
        leftovers.removeSoon();
    }

    private Leftovers removeUnused(List<String> someBlobs, List<String> someChains)
            throws IOException {
        var leftovers = new Leftovers(new ArrayList<>(), new ArrayList<>());
        Set<String> chains = usedChains();
        for (String chain : someChains.reversed()) { // topmost first
            if (!chains.contains(chain)) {
                layers.discard(chain).ifPresent(leftovers.folders()::add);
                leftovers.chains().add(chain);
            }
        }
        Set<String> used = usedBlobs();
        for (String blob : someBlobs) {
            if (!used.contains(blob)) {
                blobs.delete(blob);
            }
        }
        return leftovers;
    }

    private Set<String> usedChains() {
        var used = new HashSet<String>();
        records.values().forEach(image -> used.addAll(LayerStore.chainIds(image.diffIds())));
        holds.forEach(hold -> used.addAll(hold.chains()));
        return used;
    }

    private Set<String> usedBlobs() {
        var used = new HashSet<String>();
        records.values().forEach(image -> used.addAll(blobsOf(image)));
        holds.forEach(hold -> used.addAll(hold.blobs()));
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
