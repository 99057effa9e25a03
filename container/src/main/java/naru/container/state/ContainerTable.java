package naru.container.state;

import naru.container.plan.Link;
import naru.container.store.Codec;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState;
import naru.network.journal.Change;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** All containers, in memory and in the journal, by id and by name. Any thread. */
public final class ContainerTable {
    private static final String CONTAINER = "container/";
    private static final String RUN = "run/";

    private final Journal journal;
    private final Map<String, ContainerEntry> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idsByName = new ConcurrentHashMap<>();

    private final AtomicLong revision = new AtomicLong();
    private volatile LinkNames linkNames = new LinkNames(-1, Map.of());

    /** By the linked container's id, as of a revision of all records. */
    private record LinkNames(long revision, Map<String, List<String>> byId) {}

    public ContainerTable(Journal journal) {
        this.journal = journal;
        for (byte[] bytes : journal.all("container").values()) {
            var record = Codec.decode(ContainerRecord.class, bytes);
            var run =
                    journal.get(RUN + record.id())
                            .map(state -> Codec.decode(RunState.class, state))
                            .orElse(RunState.NEW);
            byId.put(record.id(), new ContainerEntry(record, run));
            idsByName.put(record.name(), record.id());
        }
    }

    public Collection<ContainerEntry> all() {
        return byId.values();
    }

    /** By full id, by name with or without a slash, or by the beginning of an id. */
    public ContainerEntry find(String ref) {
        var found = byId.get(ref);
        if (found != null) {
            return found;
        }
        String name = ref.startsWith("/") ? ref.substring(1) : ref;
        String id = idsByName.get(name);
        found = id == null ? linked(name) : byId.get(id);
        return found != null ? found : byPrefix(ref);
    }

    /** The container with exactly this name. */
    public @Nullable ContainerEntry named(String name) {
        String id = idsByName.get(name);
        return id == null ? null : byId.get(id);
    }

    /** By the name of a link on the default bridge, {@code web/db}. */
    private @Nullable ContainerEntry linked(String name) {
        int slash = name.lastIndexOf('/');
        var parent = slash < 0 ? null : named(name.substring(0, slash));
        if (parent != null) {
            String alias = name.substring(slash + 1);
            for (String text : Link.of(parent.record)) {
                var link = Link.parse(text);
                if (link.alias().equals(alias)) {
                    return find(link.ref());
                }
            }
        }
        return null;
    }

    /** The names of links that lead to a container, {@code /web/db}, sorted. */
    public List<String> linkNames(String id) {
        var known = linkNames;
        long now = revision.get();
        if (known.revision() != now) {
            known = new LinkNames(now, collectLinkNames());
            linkNames = known;
        }
        return known.byId().getOrDefault(id, List.of());
    }

    private Map<String, List<String>> collectLinkNames() {
        var names = new HashMap<String, List<String>>();
        for (var parent : byId.values()) {
            for (String text : Link.of(parent.record)) {
                var link = Link.parse(text);
                try {
                    names.computeIfAbsent(find(link.ref()).id, _ -> new ArrayList<>())
                            .add(parent.path() + "/" + link.alias());
                } catch (NaruException.NotFound | NaruException.Invalid ignored) {
                    continue; // it has been removed
                }
            }
        }
        names.values().forEach(list -> list.sort(Comparator.naturalOrder()));
        return names;
    }

    private ContainerEntry byPrefix(String ref) {
        ContainerEntry found = null;
        for (var candidate : byId.values()) {
            if (!ref.isEmpty() && candidate.id.startsWith(ref)) {
                if (found != null) {
                    throw new NaruException.Invalid(
                            "multiple IDs found with provided prefix: " + ref);
                }
                found = candidate;
            }
        }
        if (found == null) {
            throw new NaruException.NotFound("No such container: " + ref);
        }
        return found;
    }

    /**
     * The container whose namespace another one shares; throws with Docker's words if it does not
     * run.
     */
    public ContainerEntry donor(String ref, String kind) {
        try {
            var other = find(ref);
            other.checkRunning();
            return other;
        } catch (NaruException.NotFound | NaruException.Conflict refusal) {
            throw new NaruException.HostFailure(
                    "failed to join " + kind + " namespace: " + refusal.getMessage(), refusal);
        }
    }

    public boolean has(String id) {
        return byId.containsKey(id);
    }

    public @Nullable ContainerEntry get(String id) {
        return byId.get(id);
    }

    public void add(ContainerEntry container) {
        var record = container.record;
        claim(record.name(), record.id());
        try {
            journal.put(
                    CONTAINER + record.id(),
                    Codec.encode(ContainerRecord.class, record),
                    durability(record));
            byId.put(record.id(), container);
            revision.incrementAndGet();
        } catch (RuntimeException failure) {
            idsByName.remove(record.name());
            throw failure;
        }
    }

    /** A container that is removed after its first run need not survive a reboot. */
    private static Durability durability(ContainerRecord record) {
        return record.hostConfig().autoRemove() ? Durability.PROCESS : Durability.POWER;
    }

    private void claim(String name, String id) {
        String holder = idsByName.putIfAbsent(name, id);
        if (holder != null) {
            throw new NaruException.Conflict(
                    "Conflict. The container name \"/"
                            + name
                            + "\" is already in use by container \""
                            + holder
                            + "\". You have to remove (or rename) that container to be able to"
                            + " reuse that name.");
        }
    }

    public boolean isNameFree(String name) {
        return !idsByName.containsKey(name);
    }

    /** Gives a container a new configuration; its name may differ. */
    public void update(ContainerEntry container, ContainerRecord record) {
        String oldName = container.record.name();
        boolean renamed = !oldName.equals(record.name());
        if (renamed) {
            claim(record.name(), record.id());
        }
        journal.put(
                CONTAINER + record.id(),
                Codec.encode(ContainerRecord.class, record),
                Durability.POWER);
        container.record = record;
        if (renamed) {
            idsByName.remove(oldName);
        }
        revision.incrementAndGet();
    }

    public void update(ContainerEntry container, RunState run) {
        journal.put(RUN + container.id, Codec.encode(RunState.class, run), Durability.PROCESS);
        container.become(run);
    }

    /**
     * Stores a state that a container has entered already, even if the journal cannot be written; a
     * later daemon detects it by itself.
     */
    public void settle(ContainerEntry container, RunState run) {
        container.become(run);
        Cleanup.attempt(() -> update(container, run));
    }

    public void remove(ContainerEntry container) {
        journal.write(
                List.of(
                        new Change.Remove(CONTAINER + container.id),
                        new Change.Remove(RUN + container.id)),
                durability(container.record));
        byId.remove(container.id);
        idsByName.remove(container.record.name());
        revision.incrementAndGet();
    }
}
