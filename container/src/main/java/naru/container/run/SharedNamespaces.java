package naru.container.run;

import naru.container.plan.NetworkPlan;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.state.ContainerTable;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState.Status;
import naru.network.Networks;
import naru.network.model.NaruException;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The network namespaces shared by several containers: an owner, and the members that have joined
 * by {@code --network container:OWNER}. Such a namespace, with its addresses, ports and names,
 * outlives the owner's run as long as a member runs; the owner's next run uses it again. See
 * docs/decisions/020-shared-namespaces.md.
 */
public record SharedNamespaces(Networks networks, ContainerTable table) {
    private static final System.Logger log = System.getLogger(SharedNamespaces.class.getName());
    private static final int MAX_CHAIN = 32;

    /**
     * The container that finally owns the namespace of another one; empty if it has been removed.
     */
    Optional<ContainerEntry> owner(ContainerRecord record) {
        var at = record;
        for (int i = 0; i < MAX_CHAIN && NetworkPlan.isShared(at); i++) {
            var next = target(at);
            if (next == null) {
                return Optional.empty();
            }
            at = next.record;
        }
        return NetworkPlan.isShared(at)
                ? Optional.empty()
                : Optional.ofNullable(table.get(at.id()));
    }

    private @Nullable ContainerEntry target(ContainerRecord record) {
        try {
            return table.find(NetworkPlan.sharedWith(record));
        } catch (NaruException.NotFound gone) {
            return null;
        }
    }

    /** Whether a member of a namespace is alive. */
    public boolean isInhabited(String ownerId, Predicate<ContainerEntry> alive) {
        return table.all().stream()
                .filter(container -> NetworkPlan.isShared(container.record))
                .filter(container -> owner(container.record).filter(isOf(ownerId)).isPresent())
                .anyMatch(alive);
    }

    private static Predicate<ContainerEntry> isOf(String id) {
        return container -> container.id.equals(id);
    }

    /** Opens the sandbox of a starting owner, or reuses the one that members have kept. */
    Sandbox open(ContainerEntry owner, SandboxSpec spec) {
        return locked(
                owner,
                () -> {
                    boolean kept = !owner.members.ids.isEmpty();
                    var standing = kept ? networks.resume(spec) : Optional.<Sandbox>empty();
                    return standing.orElseGet(() -> networks.open(spec));
                });
    }

    /**
     * Registers a starting container as a member.
     *
     * @return the sandbox; none in the host's namespace
     */
    Optional<Sandbox> join(ContainerEntry owner, String memberId) {
        return locked(
                owner,
                () -> {
                    var sandbox = networks.sandbox(owner.id);
                    if (!owner.run().active() && owner.members.ids.isEmpty()) {
                        throw new NaruException.Conflict(
                                "cannot join network namespace of a non running container:"
                                        + " container "
                                        + owner.id
                                        + " is "
                                        + owner.run().statusText());
                    }
                    if (sandbox.isEmpty()) {
                        throw new NaruException.Conflict(
                                "container " + owner.id + " has no network");
                    }
                    if (sandbox.get().kind() == SandboxSpec.Kind.HOST) {
                        return Optional.empty();
                    }
                    owner.members.ids.add(memberId);
                    return sandbox;
                });
    }

    /** Registers a member started by an earlier daemon. */
    void rejoin(ContainerEntry member) {
        owner(member.record)
                .ifPresent(owner -> locked(owner, () -> owner.members.ids.add(member.id)));
    }

    /** Ends a membership, and the namespace with the last one if its owner does not run. */
    void leave(ContainerEntry member) {
        if (NetworkPlan.isShared(member.record)) {
            owner(member.record)
                    .ifPresent(owner ->
                            locked(
                                    owner,
                                    () -> {
                                        owner.members.ids.remove(member.id);
                                        return closeIfUnused(owner);
                                    }));
        }
    }

    /** Closes the sandbox of an owner whose run has ended, unless members use it. */
    void release(ContainerEntry owner) {
        locked(
                owner,
                () -> {
                    if (owner.members.ids.isEmpty()) {
                        networks.close(owner.id);
                    } else {
                        networks.ready(owner.id, Readiness.UNHEALTHY);
                    }
                });
    }

    /** Closes a sandbox whose last member ended while the state of its owner was changing. */
    public void settle(ContainerEntry owner) {
        if (networks.sandbox(owner.id).isPresent()) {
            locked(owner, () -> closeIfUnused(owner));
        }
    }

    private boolean closeIfUnused(ContainerEntry owner) {
        boolean used = owner.run().active() || owner.run().status() == Status.STARTING;
        if (!used && owner.members.ids.isEmpty()) {
            networks.close(owner.id);
        }
        return used;
    }

    /**
     * Closes the sandbox of an owner that has been removed; returns the names of the disconnected
     * members. The next repair completes failed steps.
     */
    List<String> evict(ContainerEntry owner) {
        var names =
                locked(
                        owner,
                        () -> {
                            var members =
                                    owner.members.ids.stream().map(this::name).sorted().toList();
                            if (!members.isEmpty()) {
                                Cleanup.attempt(() -> networks.cutOff(owner.id));
                                owner.members.ids.clear();
                            }
                            return members;
                        });
        if (!names.isEmpty()) {
            log.log(System.Logger.Level.WARNING, warning(owner, names));
        }
        return names;
    }

    static String warning(ContainerEntry owner, List<String> members) {
        return "the network namespace of %s has gone with it: %s still run in it, without a network"
                .formatted(owner.record.name(), String.join(", ", members));
    }

    private String name(String id) {
        var container = table.get(id);
        return container == null ? id : container.record.name();
    }

    private static void locked(ContainerEntry owner, Runnable change) {
        owner.members.lock.lock();
        try {
            change.run();
        } finally {
            owner.members.lock.unlock();
        }
    }

    private static <T> T locked(ContainerEntry owner, Supplier<T> change) {
        owner.members.lock.lock();
        try {
            return change.get();
        } finally {
            owner.members.lock.unlock();
        }
    }
}
