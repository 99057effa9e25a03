package naru.container.volume;

import naru.container.event.Events;
import naru.container.model.Volume;
import naru.container.plan.Names;
import naru.container.store.Codec;
import naru.container.store.VolumeRecord;
import naru.container.tar.FileTree;
import naru.linux.Kernel;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The volumes of this host, a folder each, or what the options of one mount in its place. Only the
 * {@code local} driver. Methods block and may be called by any thread.
 */
public final class Volumes {
    public static final String ANONYMOUS = "com.docker.volume.anonymous"; // Docker's label
    private static final String KIND = "volume";

    private final Journal journal;
    private final Events events;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, VolumeRecord> records = new TreeMap<>();
    private final VolumeFolders folders;
    private final VolumeUses uses;

    /** {@code dataRoot} gets a folder {@code volumes}. */
    public Volumes(
            Path dataRoot,
            Journal journal,
            Events events,
            Kernel kernel,
            Clock clock,
            RandomGenerator random,
            VolumeUses uses) {
        this.uses = uses;
        this.folders = new VolumeFolders(dataRoot.resolve("volumes"), kernel);
        this.journal = journal;
        this.events = events;
        this.clock = clock;
        this.random = random;
        for (byte[] bytes : journal.all(KIND).values()) {
            var record = Codec.decode(VolumeRecord.class, bytes);
            records.put(record.name(), record);
        }
        for (String gone : folders.sweep(records.keySet())) {
            records.remove(gone);
            journal.remove(KIND + "/" + gone, Durability.POWER);
        }
    }

    /** Makes a volume, or returns the one that has the name; null or empty for an anonymous one. */
    public synchronized Volume create(
            @Nullable String name,
            String driver,
            Map<String, String> options,
            Map<String, String> labels) {
        boolean anonymous = name == null || name.isEmpty();
        String wanted = name == null || name.isEmpty() ? newName() : name;
        var known = records.get(wanted);
        if (known != null && (driver.isEmpty() || driver.equals("local"))) {
            return volume(known);
        }
        check(wanted, driver, options);
        var allLabels = new TreeMap<>(labels);
        if (anonymous) {
            allLabels.put(ANONYMOUS, "");
        }
        var record = new VolumeRecord(wanted, clock.instant().toString(), allLabels, options);
        make(record);
        return volume(record);
    }

    private void make(VolumeRecord record) {
        folders.make(record.name());
        journal.put(
                KIND + "/" + record.name(),
                Codec.encode(VolumeRecord.class, record),
                Durability.POWER);
        records.put(record.name(), record);
        publish("create", record.name());
    }

    private static void check(String name, String driver, Map<String, String> options) {
        String begin = "create " + name + ": ";
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw new NaruException.NotFound(
                    begin
                            + "error looking up volume plugin "
                            + driver
                            + ": plugin \""
                            + driver
                            + "\" not found");
        }
        if (!Names.isValid(name)) {
            throw new NaruException.Invalid(
                    begin
                            + "\""
                            + name
                            + "\" includes invalid characters for a local volume name, only"
                            + " \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass"
                            + " a host directory, use absolute path");
        }
        try {
            VolumeOptions.check(options);
        } catch (NaruException.Invalid wrong) {
            throw new NaruException.Invalid(begin + wrong.getMessage());
        }
    }

    private String newName() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Volume volume(VolumeRecord record) {
        return new Volume(
                record.name(),
                folders.path(record.name()),
                Instant.parse(record.created()),
                record.labels(),
                record.options());
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
        return uses.of(name);
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
            throw new NaruException.Conflict(
                    "remove " + name + ": volume is in use - [" + String.join(", ", holders) + "]");
        }
        folders.remove(
                name,
                () -> {
                    journal.remove(KIND + "/" + name, Durability.POWER);
                    records.remove(name);
                });
        publish("destroy", name);
    }

    /** Makes a volume ready for a container: what its options name is mounted. */
    public synchronized void open(String name, String container, String place, boolean writable) {
        var record = records.get(name);
        if (record == null) {
            throw new NaruException.NotFound("get " + name + ": no such volume");
        }
        if (!record.options().isEmpty()) {
            folders.mount(name, VolumeOptions.of(record.options()));
        }
        var attributes =
                Map.of(
                        "container",
                        container,
                        "destination",
                        place,
                        "driver",
                        "local",
                        "propagation",
                        "",
                        "read/write",
                        String.valueOf(writable));
        events.publish("volume", "mount", name, attributes);
    }

    /** The container is done with it; {@code last} when no other one runs with it. */
    public synchronized void close(String name, String container, boolean last) {
        var record = records.get(name);
        if (record == null) {
            return;
        }
        if (last && !record.options().isEmpty()) {
            folders.unmount(name);
        }
        events.publish(
                "volume", "unmount", name, Map.of("container", container, "driver", "local"));
    }

    /** Removes those of {@code wanted} that no container uses. */
    public synchronized Pruned prune(Predicate<Volume> wanted) {
        var gone = new ArrayList<String>();
        long reclaimed = 0;
        for (var volume : list()) {
            if (wanted.test(volume) && users(volume.name()).isEmpty()) {
                reclaimed += size(volume);
                remove(volume.name(), true);
                gone.add(volume.name());
            }
        }
        return new Pruned(gone, reclaimed);
    }

    /** The sizes of its files together, in bytes; 0 when they cannot be read or are elsewhere. */
    public long size(Volume volume) {
        try {
            return volume.options().isEmpty() ? FileTree.size(volume.mountpoint()) : 0;
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
