package naru.network.relay;

import naru.linux.error.Errno;
import naru.linux.process.Command;
import naru.network.host.Host;
import naru.network.host.RelayConnection;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one process that carries all published ports of this host whose host address and container
 * address are of different families: docs/decisions/002-no-userland-proxy.md. It is started with
 * the first such port and ends with the last; it outlives the daemon, and the next one finds it at
 * its socket. What it is to carry is known here, so that one that was killed is started again with
 * the same ports. Any thread.
 */
public final class Relay {
    /** The process, as ps shows it. */
    public static final String NAME = "naru-relay";

    /** Below the exec root. */
    public static final String SOCKET = "relay.sock";

    private static final Logger log = System.getLogger(Relay.class.getName());
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Host host;
    private final @Nullable Path program;
    private final Path socket;
    private final Set<Relayed> wanted = new LinkedHashSet<>();
    private volatile Runnable afterEnd = () -> {};
    private volatile long spawned;
    private boolean started;
    private boolean incomplete;
    private @Nullable RelayConnection control;

    /** {@code program} is null where nothing is relayed. */
    public Relay(Host host, @Nullable Path program, Path execRoot) {
        this.host = host;
        this.spawned = host.nanoTime() - SETTLED.toNanos();
        this.program = program;
        this.socket = execRoot.resolve(SOCKET);
    }

    /** Whether ports of unequal families are carried at all. */
    public boolean isOn() {
        return program != null;
    }

    /** Calls for a repair when the process has ended by itself; before {@link #start}. */
    public void afterEnd(Runnable action) {
        afterEnd = action;
    }

    /**
     * Takes over the process of an earlier daemon, of another build too, and gives it the ports
     * that were added so far; until then they are only remembered.
     */
    public synchronized void start() {
        started = true;
        try {
            control = host.connectRelay(socket, this::ended).orElse(null);
            if (control != null) {
                renew(control);
            }
            if (control != null || !isIdle()) {
                carryExactly(program == null ? List.of() : wanted);
            }
        } catch (IOException failure) {
            fail();
            log.log(Level.WARNING, "the relay of published ports does not start", failure);
        }
    }

    /** A process of another build is replaced by this one; its connections stay. */
    private void renew(RelayConnection running) throws IOException {
        var answer = running.ask("");
        if (answer.ports() == 0) {
            drop(); // it ends
        } else if (program != null && !host.runs(answer.pid(), program)) {
            host.reach("relay", "exec");
            var replaced = running.ask("exec " + program.toRealPath() + "\n");
            if (!replaced.isOk()) {
                log.log(Level.WARNING, "the relay is not replaced: {0}", replaced);
            }
        }
    }

    /**
     * Ceases to carry some ports, whose connections end, and carries others.
     *
     * @throws NaruException.HostFailure when a process of the host has one of {@code added}; then
     *     none of them is carried
     */
    public synchronized void change(Collection<Relayed> gone, Collection<Relayed> added) {
        if (gone.isEmpty() && added.isEmpty()) {
            return;
        }
        if (!started || program == null) {
            wanted.removeAll(gone);
            wanted.addAll(added);
            return;
        }
        var orders = RelayOrders.change(gone, added);
        host.reach("relay", orders.replace('\n', ';'));
        try {
            if (isRunning() || !added.isEmpty()) {
                var running = running(); // with what was wanted before
                wanted.removeAll(gone);
                var answer = running.ask(orders);
                if (!answer.isOk()) {
                    throw refused(answer, added);
                }
            }
            wanted.addAll(added);
        } catch (IOException failure) {
            fail();
            throw new UncheckedIOException("the relay of published ports fails", failure);
        } finally {
            wanted.removeAll(gone);
            if (wanted.isEmpty()) {
                drop(); // it ends by itself
            }
        }
    }

    /** Starts a process that has ended, and gives it what it lacks. */
    public synchronized void repair() {
        if (!started || isIdle() || (isRunning() && !incomplete)) {
            return;
        }
        try {
            carryExactly(wanted);
        } catch (IOException failure) {
            fail();
            throw new UncheckedIOException("the relay of published ports fails", failure);
        }
    }

    /** Leaves the process to itself. */
    public synchronized void stop() {
        started = false;
        drop();
    }

    private boolean isIdle() {
        return wanted.isEmpty() || program == null;
    }

    private boolean isRunning() {
        return control != null && control.isOpen();
    }

    private void drop() {
        if (control != null) {
            control.close();
            control = null;
        }
    }

    private void fail() {
        drop();
        incomplete = true;
    }

    /** A process that carries what is wanted. */
    private RelayConnection running() throws IOException {
        if (isRunning() && !incomplete) {
            return connected();
        }
        if (wanted.isEmpty()) {
            incomplete = false;
            return connected();
        }
        carryExactly(wanted);
        return connected();
    }

    private void carryExactly(Collection<Relayed> ports) throws IOException {
        var running = connected();
        if (!ports.isEmpty() && running.ask(RelayOrders.check(ports)).isOk()) {
            incomplete = false;
            return;
        }
        incomplete = true; // until the process has the ports
        host.reach("relay", ports.size() + " ports");
        var answer = running.ask(RelayOrders.exactly(ports));
        incomplete = !answer.isOk();
        if (incomplete) {
            log.log(Level.WARNING, "not all published ports are relayed: {0}", answer);
        }
        if (ports.isEmpty()) {
            drop();
        }
    }

    private RelayConnection connected() throws IOException {
        var running = control;
        if (running == null || !running.isOpen()) {
            var found = host.connectRelay(socket, this::ended);
            running = found.isPresent() ? found.get() : spawn();
            control = running;
        }
        return running;
    }

    private RelayConnection spawn() throws IOException {
        if (program == null) {
            throw new IOException("there is no relay program");
        }
        host.reach("relay", "start");
        spawned = host.nanoTime();
        var command = Command.of(program, socket.toString());
        log.log(Level.DEBUG, "relay: process {0}", Integer.toString(host.spawn(command)));
        long end = host.nanoTime() + START_TIMEOUT.toNanos();
        Optional<RelayConnection> fresh = Optional.empty();
        while (fresh.isEmpty() && host.nanoTime() < end) {
            host.pause(Duration.ofMillis(1));
            fresh = host.connectRelay(socket, this::ended);
        }
        return fresh.orElseThrow(() -> new IOException(program + " does not listen at " + socket));
    }

    /** One that does not live long waits for the minute's repair. */
    private void ended() {
        if (host.nanoTime() - spawned > SETTLED.toNanos()) {
            afterEnd.run();
        }
    }

    private static NaruException refused(RelayConnection.Answer answer, Collection<Relayed> added) {
        var port =
                added.stream()
                        .filter(one ->
                                RelayOrders.change(List.of(), List.of(one))
                                        .contains("add " + answer.object() + " "))
                        .findFirst();
        var reason =
                answer.error() == Errno.EADDRINUSE.number()
                        ? "address already in use"
                        : new Errno(answer.error()).toString();
        return new NaruException.HostFailure(
                "failed to bind host port for %s: %s"
                        .formatted(port.map(Relayed::toString).orElse(answer.object()), reason));
    }
}
