package naru.proxy.control;

import naru.container.event.ContainerInfo.Phase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The containers that define routes. One that has ended keeps its routes for a moment, so that a
 * restart, or its replacement by another container, is no change of routes. For one thread.
 */
final class Inventory {
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final Map<String, ContainerFacts> containers = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>(); // when, by id

    Inventory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes the state of all containers. */
    void replace(Collection<ContainerFacts> all) {
        var gone = new HashSet<>(containers.keySet());
        for (var facts : all) {
            gone.remove(facts.id());
            put(facts);
        }
        gone.forEach(this::remove);
    }

    void put(ContainerFacts facts) {
        if (facts.isActive() || facts.phase() == Phase.RESTARTING) {
            ended.remove(facts.id());
            containers.put(facts.id(), facts);
        } else if (containers.containsKey(facts.id())) {
            ended.putIfAbsent(facts.id(), nanoTime.getAsLong());
            containers.put(facts.id(), facts);
        }
    }

    /** The container was removed. */
    void remove(String id) {
        var facts = containers.get(id);
        if (facts != null) {
            ended.putIfAbsent(id, nanoTime.getAsLong());
            containers.put(
                    id,
                    new ContainerFacts(
                            id,
                            facts.created(),
                            facts.serverName(),
                            Phase.EXITED,
                            "",
                            facts.workload(),
                            List.of()));
        }
    }

    /** Whether containers will be forgotten without a further event. */
    boolean lingers() {
        return !ended.isEmpty();
    }

    /**
     * The containers in the order of their claims: those that run before those that have ended, the
     * oldest first, and each name once.
     */
    List<ContainerFacts> current() {
        long now = nanoTime.getAsLong();
        ended.entrySet()
                .removeIf(entry -> {
                    boolean over = now - entry.getValue() > LINGER.toNanos();
                    if (over) {
                        containers.remove(entry.getKey());
                    }
                    return over;
                });
        var names = new HashSet<String>();
        var current = new ArrayList<ContainerFacts>();
        containers.values().stream()
                .sorted(
                        Comparator.comparing((ContainerFacts c) -> ended.containsKey(c.id()))
                                .thenComparing(ContainerFacts::created)
                                .thenComparing(ContainerFacts::id))
                .filter(facts -> names.add(facts.workload().name()))
                .forEach(current::add);
        return current;
    }
}
