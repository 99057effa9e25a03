package naru.proxy.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The addresses of host names in labels and files. Each name is resolved by a thread of its own,
 * again and again as long as it is asked for, so that a slow name server delays no caller. A name
 * that can no longer be resolved keeps its last address. Any thread.
 */
final class HostNames implements AutoCloseable {
    private final Resolver resolver;
    private final Times times;
    private final Runnable onChange;
    private final Map<String, Entry> names = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Resolves a name; blocks. */
    interface Resolver {
        /** All addresses, at least one. */
        List<String> resolve(String name) throws UnknownHostException;
    }

    /**
     * When names are resolved.
     *
     * @param again the pause after a success
     * @param retry the pause after a failure
     * @param unused how long a name is resolved after it was asked for last
     */
    record Times(Duration again, Duration retry, Duration unused) {
        /** A name is asked for each minute at least. */
        static final Times DEFAULT =
                new Times(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    private static final class Entry {
        private volatile Optional<String> address = Optional.empty();
        private volatile long asked = System.nanoTime();
    }

    /**
     * @param onChange called by another thread when the address of a name has changed
     */
    HostNames(Resolver resolver, Times times, Runnable onChange) {
        this.resolver = resolver;
        this.times = times;
        this.onChange = onChange;
    }

    /** With the name servers of the host. */
    static HostNames ofHost(Runnable onChange) {
        return new HostNames(
                name ->
                        Arrays.stream(InetAddress.getAllByName(name))
                                .map(InetAddress::getHostAddress)
                                .toList(),
                Times.DEFAULT,
                onChange);
    }

    /** The address of a name, or the name itself if it is one; empty until it has been found. */
    Optional<String> address(String name) {
        try {
            return Optional.of(InetAddress.ofLiteral(name).getHostAddress());
        } catch (IllegalArgumentException notLiteral) {
            var entry = names.computeIfAbsent(name, this::follow);
            entry.asked = System.nanoTime();
            return entry.address;
        }
    }

    private Entry follow(String name) {
        var entry = new Entry();
        Thread.ofPlatform()
                .daemon()
                .name("proxy-name-" + name)
                .start(() -> resolveUntilUnused(name, entry));
        return entry;
    }

    private void resolveUntilUnused(String name, Entry entry) {
        try {
            boolean isFound = resolve(name, entry);
            while (!closed.await(
                            (isFound ? times.again() : times.retry()).toMillis(),
                            TimeUnit.MILLISECONDS)
                    && System.nanoTime() - entry.asked < times.unused().toNanos()) {
                isFound = resolve(name, entry);
            }
        } catch (InterruptedException ignored) {
            // ends
        } finally {
            names.remove(name, entry);
        }
    }

    /** Keeps the address that it has as long as it is one of them: their order may change. */
    private boolean resolve(String name, Entry entry) {
        try {
            var found = resolver.resolve(name);
            if (entry.address.filter(found::contains).isEmpty()) {
                entry.address = Optional.of(found.getFirst());
                onChange.run();
            }
            return true;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** Ends the threads, at the latest when their name servers have answered. */
    @Override
    public void close() {
        closed.countDown();
    }
}
