package naru.network.desired;

import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.Attached;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.record.Records;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The existing sandboxes and those being opened or closed, in memory and in the journal. A
 * container's record is changed only under its lock; reading needs none.
 */
public final class SandboxTable {
    private static final Comparator<Attached> BY_CONTAINER =
            Comparator.comparing(attached -> attached.sandbox().containerId());

    private final Journal journal;
    private final Records records;
    private final Map<String, SandboxRecord> byContainer = new ConcurrentHashMap<>();
    private final Map<String, String> byHostEnd = new ConcurrentHashMap<>(); // ids of containers
    private final ReentrantLock[] locks = new ReentrantLock[1024]; // shared by hash

    public SandboxTable(Journal journal, Records records) {
        this.journal = journal;
        this.records = records;
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    public ReentrantLock lock(String containerId) {
        return locks[Math.floorMod(containerId.hashCode(), locks.length)];
    }

    /** Writes the intention to the journal, then publishes it in memory. */
    public void put(SandboxRecord record) {
        journal.put(key(record.sandbox().id()), records.encode(record), Durability.PROCESS);
        show(record);
    }

    private void show(SandboxRecord record) {
        var id = record.sandbox().containerId();
        var before = byContainer.put(id, record);
        var ends = hostEnds(record.sandbox());
        ends.forEach(end -> byHostEnd.put(end, id));
        if (before != null) {
            var gone = hostEnds(before.sandbox());
            gone.removeAll(ends);
            gone.forEach(byHostEnd::remove);
        }
    }

    private static Set<String> hostEnds(Sandbox sandbox) {
        var ends = new HashSet<String>();
        for (var endpoint : sandbox.endpoints()) {
            if (endpoint.hostEnd() != null) {
                ends.add(endpoint.hostEnd());
            }
        }
        return ends;
    }

    /**
     * Marks a sandbox as closing, even if the journal cannot be written: the container has exited,
     * and the next reader of the journal detects that.
     */
    public void close(SandboxRecord record) {
        var closing = record.with(Phase.CLOSING);
        byContainer.put(record.sandbox().containerId(), closing);
        put(closing);
    }

    /** Forgets a sandbox; when that cannot be written, it stays in the table as well. */
    public void remove(Sandbox sandbox) {
        journal.remove(key(sandbox.id()), Durability.PROCESS);
        byContainer.remove(sandbox.containerId());
        hostEnds(sandbox).forEach(byHostEnd::remove);
    }

    /** The records of an earlier process in the journal. */
    public List<SandboxRecord> load() {
        return journal.all(Records.SANDBOX).values().stream().map(records::sandbox).toList();
    }

    /** Adopts a record of an earlier process. */
    public void adopt(SandboxRecord record) {
        show(record);
    }

    public Optional<SandboxRecord> find(String containerId) {
        return Optional.ofNullable(byContainer.get(containerId));
    }

    /**
     * The record of a sandbox that is complete.
     *
     * @throws NaruException.Conflict if there is none
     */
    public SandboxRecord running(String containerId) {
        return find(containerId)
                .filter(record -> record.phase() == Phase.OPEN)
                .orElseThrow(() ->
                        new NaruException.Conflict("container " + containerId + " is not running"));
    }

    public Collection<SandboxRecord> all() {
        return List.copyOf(byContainer.values());
    }

    /** Sandboxes that are complete. */
    public List<Sandbox> open() {
        return byContainer.values().stream()
                .filter(record -> record.phase() == Phase.OPEN)
                .map(SandboxRecord::sandbox)
                .toList();
    }

    /** Every endpoint on a network, including those being attached or detached. */
    public List<Attached> endpoints(NetworkId network) {
        return byContainer.values().stream()
                .map(SandboxRecord::sandbox)
                .flatMap(s -> s.endpoint(network).map(e -> new Attached(e, s)).stream())
                .sorted(BY_CONTAINER)
                .toList();
    }

    /** The sandbox that an endpoint is in, unless one of them is being changed. */
    public Optional<Sandbox> standing(EndpointId id) {
        return endpoint(id)
                .flatMap(attached -> find(attached.sandbox().containerId()))
                .filter(record -> record.phase() == Phase.OPEN && !id.equals(record.pending()))
                .map(SandboxRecord::sandbox);
    }

    /** The endpoint with a host end of this name, unless it or its sandbox is being changed. */
    public Optional<Attached> standing(String hostEnd) {
        return Optional.ofNullable(byHostEnd.get(hostEnd))
                .flatMap(this::find)
                .filter(record -> record.phase() == Phase.OPEN)
                .flatMap(record -> standing(hostEnd, record));
    }

    private static Optional<Attached> standing(String hostEnd, SandboxRecord record) {
        return record.sandbox().endpoints().stream()
                .filter(e -> hostEnd.equals(e.hostEnd()) && !e.id().equals(record.pending()))
                .map(endpoint -> new Attached(endpoint, record.sandbox()))
                .findFirst();
    }

    public Optional<Attached> endpoint(EndpointId id) {
        for (var record : byContainer.values()) {
            for (var endpoint : record.sandbox().endpoints()) {
                if (endpoint.id().equals(id)) {
                    return Optional.of(new Attached(endpoint, record.sandbox()));
                }
            }
        }
        return Optional.empty();
    }

    /** The name of a container, or its id if it was removed. */
    public String containerName(String containerId) {
        return find(containerId).map(r -> r.sandbox().containerName()).orElse(containerId);
    }

    private static String key(SandboxId id) {
        return Records.SANDBOX + "/" + id;
    }
}
