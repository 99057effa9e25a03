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
import java.util.function.LongSupplier;

/**
 * The stops of containers that wait until their servers receive no further request and have
 * finished those that they have. Any thread.
 */
final class StopWaits {
    /** The limit for taking servers out: the time of a change, or of a reload. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(3);

    private final Map<String, Wait> waits = new ConcurrentHashMap<>(); // by container
    private final LongSupplier nanoTime;

    StopWaits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One stop, or several of one container. */
    private static final class Wait {
        private final Duration drain;
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private boolean isOut;
        private long outSince;

        Wait(Duration drain) {
            this.drain = drain;
        }

        synchronized void update(List<ServerStatus> servers, long now) {
            if (!servers.stream().allMatch(server -> server.state() == State.FINISHING)) {
                return;
            }
            if (!isOut) {
                isOut = true;
                outSince = now;
            }
            if (servers.stream().allMatch(server -> server.sessions() == 0)
                    || now - outSince >= drain.toNanos()) {
                over.complete(true);
            }
        }
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    /**
     * Blocks until a container is out of service.
     *
     * @param drain how long its requests in progress may take from then on
     */
    void await(String container, Duration drain, Runnable wake) {
        var wait = waits.merge(container, new Wait(drain), (first, second) -> first);
        long limit = CHANGE_TIMEOUT.plus(drain).toNanos();
        wake.run();
        try {
            var unused = wait.over.get(limit, TimeUnit.NANOSECONDS);
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
        long now = nanoTime.getAsLong();
        waits.forEach((container, wait) -> {
            var names = servers.getOrDefault(container, Set.of());
            wait.update(statuses.stream().filter(s -> names.contains(s.server())).toList(), now);
        });
    }

    /** Ends all waits; the proxy stops. */
    void release() {
        waits.values().forEach(wait -> wait.over.complete(true));
    }
}
