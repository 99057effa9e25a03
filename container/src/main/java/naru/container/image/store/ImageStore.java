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
 * record is written after what it names, and removed before it. What neither a record nor a {@link
 * Hold} names goes at once, and what a process left that died goes at the next start. Any thread.
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

    /** Keeps two from fetching the same blob. */
    KeyedLocks busy() {
        return busy;
    }

    /** All images but those that are only kept for containers. */
    public synchronized List<ImageRecord> all() {
        return records.values().stream().filter(record -> !record.removed()).toList();
    }

    /** Those that are only kept for containers. */
    public synchronized List<ImageRecord> removed() {
        return records.values().stream().filter(ImageRecord::removed).toList();
    }

    /** By the whole id, and even when it is only kept for containers. */
    public synchronized Optional<ImageRecord> byId(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** By name, by id, or by the beginning of an id. */
    public Optional<ImageRecord> find(String ref) {
        return ImageSearch.find(all(), ref);
    }

    /** A layer that some image has already, in the blob it came in. */
    synchronized Optional<ImageRecord.Layer> layer(String diffId) {
        return records.values().stream()
                .flatMap(record -> record.layers().stream())
                .filter(layer -> layer.diffId().equals(diffId))
                .findFirst();
    }

    /** Keeps an image under a further name, which is taken from the image that had it. */
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

    /** Takes a name away; the image stays. Not safe from power failures before {@link #settle}. */
    public synchronized ImageRecord untag(ImageRecord image, String name) {
        var rest = records.getOrDefault(image.id(), image).without(name);
        journal.write(List.of(put(rest)), Durability.PROCESS);
        return rest;
    }

    /** Makes sure that what was said of an image stays. */
    public synchronized void settle(ImageRecord image) {
        if (records.containsKey(image.id())) {
            replace(records.get(image.id()));
        }
    }

    /** Keeps an image for its containers, and for nobody else. */
    public synchronized void hide(ImageRecord image) {
        replace(image.removed(true));
    }

    /** Keeps the layers of an image in other blobs than so far. */
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

    /** Removes an image and what only it needs; returns the chain ids of the layers that went. */
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

    /** Keeps what a new image is made of until its record is written. */
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
        for (String chain : someChains.reversed()) { // the topmost first
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
