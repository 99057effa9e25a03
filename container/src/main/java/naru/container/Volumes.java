package naru.container;

import naru.container.image.FileTree;
import naru.container.store.Codec;
import naru.container.store.VolumeRecord;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The volumes of this host, a folder each. Only the {@code local} driver, without options. Methods
 * block and may be called by any thread.
 */
public final class Volumes {
    static final String ANONYMOUS = "com.docker.volume.anonymous"; // Docker's label
    private static final String KIND = "volume";

    private final Path directory;
    private final Journal journal;
    private final Events events;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, VolumeRecord> records = new TreeMap<>();
    private volatile Function<String, List<String>> users = name -> List.of();

    /** {@code dataRoot} gets a folder {@code volumes}. */
    public Volumes(
            Path dataRoot, Journal journal, Events events, Clock clock, RandomGenerator random) {
        this.directory = dataRoot.resolve("volumes");
        this.journal = journal;
        this.events = events;
        this.clock = clock;
        this.random = random;
        for (byte[] bytes : journal.all(KIND).values()) {
            var record = Codec.decode(VolumeRecord.class, bytes);
            records.put(record.name(), record);
        }
    }

    /** Tells which containers mount a volume, by its name. */
    void usedBy(Function<String, List<String>> newUsers) {
        users = newUsers;
    }

    /** Makes a volume, or returns the one that has the name; null or empty for an anonymous one. */
    public synchronized Volume create(
            @Nullable String name,
            String driver,
            Map<String, String> options,
            Map<String, String> labels) {
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw new NaruException.NotFound(
                    "error looking up volume plugin "
                            + driver
                            + ": plugin \""
                            + driver
                            + "\" not found");
        }
        if (!options.isEmpty()) {
            throw new NaruException.NotImplemented(
                    "options of local volumes are not supported: " + options.keySet());
        }
        boolean anonymous = name == null || name.isEmpty();
        String wanted = name == null || name.isEmpty() ? newName() : checkedName(name);
        var known = records.get(wanted);
        if (known != null) {
            return volume(known);
        }
        var allLabels = new TreeMap<>(labels);
        if (anonymous) {
            allLabels.put(ANONYMOUS, "");
        }
        var record = new VolumeRecord(wanted, clock.instant().toString(), allLabels);
        make(record);
        return volume(record);
    }

    private void make(VolumeRecord record) {
        try {
            Files.createDirectories(mountpoint(record.name()));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot create volume: " + failure, failure);
        }
        journal.put(
                KIND + "/" + record.name(),
                Codec.encode(VolumeRecord.class, record),
                Durability.POWER);
        records.put(record.name(), record);
        publish("create", record.name());
    }

    private static String checkedName(String name) {
        if (!Names.isValid(name)) {
            throw new NaruException.Invalid(
                    "create "
                            + name
                            + ": \""
                            + name
                            + "\" includes invalid characters for a local volume name, only"
                            + " \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass"
                            + " a host directory, use absolute path");
        }
        return name;
    }

    private String newName() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Path mountpoint(String name) {
        return directory.resolve(name).resolve("_data");
    }

    private Volume volume(VolumeRecord record) {
        return new Volume(
                record.name(),
                mountpoint(record.name()),
                Instant.parse(record.created()),
                record.labels(),
                Map.of());
    }

    /** The volume, or a refusal: {@code get x: no such volume}. */
    public synchronized Volume find(String name) {
        var record = records.get(name);
        if (record == null) {
            throw new NaruException.NotFound("get " + name + ": no such volume");
        }
        return volume(record);
    }

    /** All volumes, by name. */
    public synchronized List<Volume> list() {
        return records.values().stream().map(this::volume).toList();
    }

    /** The ids of the containers that mount it. */
    public List<String> users(String name) {
        return users.apply(name);
    }

    /** Removes a volume that no container uses. {@code force} makes a missing one no error. */
    public synchronized void remove(String name, boolean force) {
        if (!records.containsKey(name)) {
            if (force) {
                return;
            }
            throw new NaruException.NotFound("get " + name + ": no such volume");
        }
        var holders = users(name);
        if (!holders.isEmpty()) {
            throw new NaruException.Conflict("remove " + name + ": volume is in use - " + holders);
        }
        journal.remove(KIND + "/" + name, Durability.POWER);
        records.remove(name);
        try {
            FileTree.delete(directory.resolve(name));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("remove " + name + ": " + failure, failure);
        }
        publish("destroy", name);
    }

    /** Removes of the {@code chosen} volumes without users the anonymous ones, or {@code all}. */
    public synchronized Pruned prune(boolean all, Predicate<Volume> chosen) {
        var gone = new ArrayList<String>();
        long reclaimed = 0;
        for (var volume : list()) {
            boolean candidate = all || volume.labels().containsKey(ANONYMOUS);
            if (candidate && chosen.test(volume) && users(volume.name()).isEmpty()) {
                reclaimed += size(volume);
                remove(volume.name(), true);
                gone.add(volume.name());
            }
        }
        return new Pruned(gone, reclaimed);
    }

    private static long size(Volume volume) {
        try {
            return FileTree.size(volume.mountpoint());
        } catch (IOException unknown) {
            return 0;
        }
    }

    private void publish(String action, String name) {
        events.publish("volume", action, name, Map.of("driver", "local"));
    }

    /** What a prune took away. {@code reclaimed} is in bytes. */
    public record Pruned(List<String> names, long reclaimed) {
        public Pruned {
            names = List.copyOf(names);
        }
    }
}
