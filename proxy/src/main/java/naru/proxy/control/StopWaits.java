package naru.proxy.control;

import naru.proxy.runtime.ServerStatus;
import naru.proxy.runtime.ServerStatus.State;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The stops of containers that wait until their servers receive no further request and have
 * finished those that they have. Any thread.
 */
final class StopWaits {
    /** The limit when requests in progress end anyway: the time of a change, or of a reload. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(3);

    private final Map<String, Wait> waits = new ConcurrentHashMap<>(); // by container

    private record Wait(boolean finishesRequests, CompletableFuture<Boolean> over) {}

    boolean isEmpty() {
        return waits.isEmpty();
    }

    /**
     * Blocks until a container is out of service.
     *
     * @param drain how long its requests in progress may take; zero if they end anyway
     */
    void await(String container, Duration drain, Runnable wake) {
        var wait =
                waits.merge(
                        container,
                        new Wait(drain.isPositive(), new CompletableFuture<>()),
                        (first, second) -> first);
        long limit = CHANGE_TIMEOUT.plus(drain).toNanos();
        wake.run();
        try {
            var unused = wait.over().get(limit, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            // the signal is due: streams such as WebSockets may last for days
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            waits.remove(container, wait);
        }
    }

    /**
     * Ends the waits that are over.
     *
     * @param servers the names of each container's servers
     */
    void update(Map<String, Set<String>> servers, Collection<ServerStatus> statuses) {
        waits.forEach((container, wait) -> {
            var names = servers.getOrDefault(container, Set.of());
            var own = statuses.stream().filter(s -> names.contains(s.server())).toList();
            if (isOut(own, wait.finishesRequests())) {
                wait.over().complete(true);
            }
        });
    }

    private static boolean isOut(List<ServerStatus> servers, boolean finishesRequests) {
        return servers.stream()
                .allMatch(server ->
                        server.state() == State.FINISHING
                                && (!finishesRequests || server.sessions() == 0));
    }

    /** Ends all waits; the proxy stops. */
    void release() {
        waits.values().forEach(wait -> wait.over().complete(true));
    }
}
