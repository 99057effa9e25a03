package naru.proxy.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects to new servers that HAProxy does not check, until they accept a connection. Any thread.
 */
final class Probes implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int FIRST_PAUSE = 5; // ms
    private static final int LAST_PAUSE = 250; // ms

    private final Runnable onSuccess;
    private final Set<InetSocketAddress> wanted = ConcurrentHashMap.newKeySet();
    private final Set<InetSocketAddress> open = ConcurrentHashMap.newKeySet();

    /**
     * @param onSuccess called by another thread when a server has accepted a connection
     */
    Probes(Runnable onSuccess) {
        this.onSuccess = onSuccess;
    }

    /** Whether a server has accepted a connection. If not, it is tried from now on. */
    boolean accepts(String address, int port) {
        var target = target(address, port);
        if (open.contains(target)) {
            return true;
        }
        if (wanted.add(target)) {
            Thread.startVirtualThread(() -> tryUntilOpen(target));
        }
        return false;
    }

    /** Ends the attempts, and forgets the result. */
    void forget(String address, int port) {
        var target = target(address, port);
        wanted.remove(target);
        open.remove(target);
    }

    private static InetSocketAddress target(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private void tryUntilOpen(InetSocketAddress target) {
        int pause = FIRST_PAUSE;
        while (wanted.contains(target)) {
            try (var socket = new Socket()) {
                socket.connect(target, (int) TIMEOUT.toMillis());
                open.add(target);
                wanted.remove(target);
                onSuccess.run();
                return;
            } catch (IOException notYet) {
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    return;
                }
                pause = Math.min(LAST_PAUSE, pause + Math.max(1, pause / 10));
            }
        }
    }

    @Override
    public void close() {
        wanted.clear();
    }
}
