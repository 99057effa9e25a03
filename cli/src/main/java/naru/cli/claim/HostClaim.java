package naru.cli.claim;

import naru.linux.NamespaceClaim;
import naru.linux.SocketHolder;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One daemon manages a network namespace: a second one, with other directories, would remove the
 * links, addresses and rules of the first as leftovers.
 *
 * <p>Any user may bind a name, which must not prevent a daemon from starting. A daemon therefore
 * claims several names, takes those that are free, and yields to a holder that is root.
 */
public final class HostClaim implements AutoCloseable {
    private static final Logger log = System.getLogger(HostClaim.class.getName());

    private static final List<String> NAMES =
            List.of("naru-daemon", "naru-daemon-2", "naru-daemon-3", "naru-daemon-4");

    /** A killed daemon releases its names last, after its memory. */
    private static final Duration PREDECESSOR_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int ROOT = 0;

    private final List<NamespaceClaim> claims = new ArrayList<>();

    private HostClaim() {}

    /** Claims this process' network namespace, or fails with the daemon that already manages it. */
    public static HostClaim take() throws IOException {
        long deadline = System.nanoTime() + PREDECESSOR_TIMEOUT.toNanos();
        var claim = new HostClaim();
        while (true) {
            var owner = claim.attempt();
            if (owner.isEmpty()) {
                return claim;
            }
            claim.close();
            if (System.nanoTime() >= deadline) {
                throw new IOException(
                        "the networks of this network namespace are managed by %s: stop that daemon first, or start this one in a network namespace of its own"
                                .formatted(owner.get()));
            }
            pause();
        }
    }

    /** Whether a daemon manages the network namespace of the calling thread. */
    public static boolean isTaken() throws IOException {
        for (var name : NAMES) {
            if (NamespaceClaim.holder(name).filter(holder -> holder.uid() == ROOT).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Takes each free name; returns the daemon that holds one, if any. */
    private Optional<String> attempt() throws IOException {
        for (var name : NAMES) {
            var claim = NamespaceClaim.attempt(name);
            if (claim.isPresent()) {
                claims.add(claim.get());
                continue;
            }
            var holder = NamespaceClaim.holder(name);
            if (holder.isEmpty() || holder.get().uid() == ROOT) {
                return Optional.of(
                        holder.map(SocketHolder::toString).orElse("a process not visible here"));
            }
            log.log(
                    Level.WARNING,
                    "{0} holds the socket @{1} without being root: ignored",
                    holder.get(),
                    name);
        }
        return Optional.empty();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another daemon ends", e);
        }
    }

    @Override
    public void close() {
        claims.forEach(NamespaceClaim::close);
        claims.clear();
    }
}
