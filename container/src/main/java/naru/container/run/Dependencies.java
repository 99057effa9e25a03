package naru.container.run;

import naru.container.config.ContainerRef;
import naru.container.plan.Link;
import naru.container.state.ContainerEntry;
import naru.container.state.ContainerTable;
import naru.container.store.ContainerRecord;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The containers that must run before another one can start: those whose network, PID or IPC
 * namespace it shares, and those it is linked to on the default bridge.
 */
record Dependencies(ContainerTable table) {
    /** References to them, as the configuration has them, each once. Pure. */
    static List<String> refs(ContainerRecord record) {
        var host = record.hostConfig();
        var refs = new LinkedHashSet<String>();
        Stream.of(host.networkMode(), host.pidMode(), host.ipcMode())
                .flatMap(mode -> ContainerRef.in(mode).stream())
                .forEach(refs::add);
        refs.addAll(Link.refs(record));
        return List.copyOf(refs);
    }

    /** Those that exist, each once. */
    List<ContainerEntry> of(ContainerEntry container) {
        return refs(container.record).stream().flatMap(this::find).distinct().toList();
    }

    private Stream<ContainerEntry> find(String ref) {
        try {
            return Stream.of(table.find(ref));
        } catch (NaruException.NotFound | NaruException.Invalid missing) {
            return Stream.empty(); // the start reports it
        }
    }

    boolean dependsOn(ContainerEntry container, String id) {
        return of(container).stream().anyMatch(target -> target.id.equals(id));
    }

    /**
     * The container to wait for: it does not run yet, and its start is planned.
     *
     * @throws NaruException.Conflict when the containers would wait for each other in a circle
     */
    @Nullable ContainerEntry awaited(ContainerEntry container) {
        for (var target : of(container)) {
            if (!target.run().active() && target.run().pending()) {
                var cycle = cycle(container, this::notRunning);
                if (!cycle.isEmpty()) {
                    throw new NaruException.Conflict(
                            "cannot start: containers depend on each other: "
                                    + String.join(
                                            " -> ",
                                            cycle.stream().map(ContainerEntry::path).toList()));
                }
                return target;
            }
        }
        return null;
    }

    private List<ContainerEntry> notRunning(ContainerEntry container) {
        return of(container).stream().filter(target -> !target.run().active()).toList();
    }

    /**
     * A path along the targets from {@code start} back to itself, both ends included; empty if
     * there is none. Pure.
     */
    static <T> List<T> cycle(T start, Function<T, List<T>> targets) {
        var path = new ArrayList<T>(List.of(start));
        return leadsTo(start, start, targets, path, new LinkedHashSet<>()) ? path : List.of();
    }

    private static <T> boolean leadsTo(
            T goal, T from, Function<T, List<T>> targets, List<T> path, LinkedHashSet<T> visited) {
        for (T next : targets.apply(from)) {
            path.add(next);
            if (next.equals(goal)
                    || (visited.add(next) && leadsTo(goal, next, targets, path, visited))) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }
}
