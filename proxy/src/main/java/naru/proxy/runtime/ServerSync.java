package naru.proxy.runtime;

import static java.util.stream.Collectors.toSet;

import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Server;
import naru.proxy.runtime.ServerStatus.State;
import naru.proxy.runtime.WantedBackend.Wanted;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Brings the servers of a running worker to the wanted ones, without a reload. It decides from what
 * the worker shows only, so that a command that was lost is repeated in the next pass. For one
 * thread.
 */
final class ServerSync {
    /**
     * The time before streams of a removed server are ended: longer than the time limit of
     * connections to it, after which they go to another server.
     */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /**
     * HAProxy makes the first check of an added server after a whole interval, so a new server that
     * accepts connections is checked at short ones until it has passed; less often once two have
     * failed.
     */
    private static final String FIRST_CHECKS = " inter 20ms fastinter 20ms downinter 200ms";

    private final AdminSocket admin;
    private final MasterSocket master;
    private final Probes probes;
    private final LongSupplier nanoTime;
    private final Set<String> firstChecks = new HashSet<>(); // paths of servers with these options
    private final Map<String, Long> leaving = new HashMap<>(); // by path, since when

    /**
     * The result of a pass.
     *
     * @param isSettled whether nothing was changed and nothing is waited for
     */
    record Pass(List<ServerStatus> servers, boolean isSettled) {}

    ServerSync(AdminSocket admin, MasterSocket master, Probes probes, LongSupplier nanoTime) {
        this.admin = admin;
        this.master = master;
        this.probes = probes;
        this.nanoTime = nanoTime;
    }

    Pass pass(Collection<WantedBackend> wanted) throws IOException {
        var running = new TreeMap<String, ServerState>();
        for (var server : admin.servers()) {
            running.put(server.path(), server);
        }
        var sessions = admin.sessions();
        var before = finishes(wanted) ? master.oldSessions() : Map.<String, Integer>of();
        var statuses = new ArrayList<ServerStatus>();
        boolean settled = true;
        for (var backend : wanted) {
            for (var server : backend.servers()) {
                var plan = backend.plan();
                var path = plan.name() + "/" + server.server().name();
                var found = running.remove(path);
                leaving.remove(path);
                var step = step(plan, server, path, found);
                settled &= step.isSettled();
                statuses.add(
                        new ServerStatus(
                                plan.name(),
                                server.server().name(),
                                step.state(),
                                sessions.getOrDefault(path, 0) + before.getOrDefault(path, 0)));
            }
        }
        var backends = wanted.stream().map(backend -> backend.plan().name()).collect(toSet());
        for (var left : running.values()) {
            if (backends.contains(left.backend())) {
                int open = sessions.getOrDefault(left.path(), 0);
                if (!remove(left, open)) {
                    settled = false;
                    statuses.add(
                            new ServerStatus(left.backend(), left.name(), State.LEAVING, open));
                }
            }
        }
        leaving.keySet().retainAll(running.keySet());
        return new Pass(statuses, settled);
    }

    /** Whether the requests that servers still have are of interest. */
    private static boolean finishes(Collection<WantedBackend> wanted) {
        return wanted.stream()
                .flatMap(backend -> backend.servers().stream())
                .anyMatch(server -> server.duty() == WantedBackend.Duty.FINISHES);
    }

    private record Step(State state, boolean isSettled) {}

    private Step step(BackendPlan plan, Wanted wanted, String path, @Nullable ServerState found)
            throws IOException {
        var server = wanted.server();
        if (found == null) {
            return switch (wanted.duty()) {
                case SERVES -> add(plan, server, path);
                case DRAINS -> new Step(State.DRAINING, true);
                case FINISHES -> new Step(State.FINISHING, true);
            };
        }
        if (!isAt(found, server)) {
            boolean gone = remove(found, 0);
            return new Step(gone ? State.CONNECTING : State.LEAVING, false);
        }
        boolean settled = true;
        if (found.weight() != server.weight()) {
            admin.weight(path, server.weight());
            settled = false;
        }
        return switch (wanted.duty()) {
            case SERVES -> {
                if (found.isReady()) {
                    yield new Step(found.isDown() ? State.DOWN : State.READY, settled);
                }
                yield prove(plan, server, path, found);
            }
            case DRAINS -> {
                if (!found.drains() || found.inMaintenance()) {
                    admin.drain(path);
                    settled = false;
                }
                yield new Step(State.DRAINING, settled);
            }
            case FINISHES -> {
                forget(server.address(), server.port());
                if (!found.inForcedMaintenance()) {
                    admin.maintain(path);
                    yield new Step(State.DRAINING, false); // requests were counted before
                }
                yield new Step(State.FINISHING, settled);
            }
        };
    }

    /**
     * A server is added when it accepts a connection. HAProxy 2.6 shows one with checks as UP
     * before the first one, so it drains until that has passed.
     */
    private Step add(BackendPlan plan, Server server, String path) throws IOException {
        if (!accepts(server)) {
            return new Step(State.CONNECTING, true); // the probe wakes the caller
        }
        if (plan.checked()) {
            register(plan, server, path, FIRST_CHECKS);
            firstChecks.add(path);
            admin.drain(path);
            return new Step(State.CHECKING, false);
        }
        register(plan, server, path, "");
        admin.ready(path);
        return new Step(State.READY, false);
    }

    private void register(BackendPlan plan, Server server, String path, String more)
            throws IOException {
        admin.add(path, server.socket(), options(plan, server) + more);
        if (plan.cookie()) {
            admin.enableCookies(plan.name());
        }
        if (plan.checked()) {
            admin.enableHealth(path);
        }
    }

    private void forget(String address, int port) {
        if (port != 0) {
            probes.forget(address, port);
        }
    }

    /** The processes behind Unix sockets are the proxy's own. */
    private boolean accepts(Server server) {
        return server.port() == 0 || probes.accepts(server.address(), server.port());
    }

    private static boolean isAt(ServerState found, Server server) {
        return found.port() == server.port()
                && (found.port() == 0 || found.address().equals(server.address()));
    }

    private static String options(BackendPlan plan, Server server) {
        return (plan.serverOptions() + " weight " + server.weight()).strip();
    }

    /** Takes a server out of maintenance or drain when it has proved that it can serve. */
    private Step prove(BackendPlan plan, Server server, String path, ServerState found)
            throws IOException {
        if (plan.checked()) {
            if (found.inMaintenance()) {
                admin.enableHealth(path);
                admin.drain(path);
                return new Step(State.CHECKING, false);
            }
            if (!found.hasPassedCheck() || !hasItsInterval(plan, server, path)) {
                return new Step(State.CHECKING, false);
            }
        } else if (!accepts(server)) {
            return new Step(State.CONNECTING, true);
        }
        admin.ready(path);
        return new Step(State.READY, false);
    }

    /** Replaces a server that has passed its first check by one with the interval of its plan. */
    private boolean hasItsInterval(BackendPlan plan, Server server, String path)
            throws IOException {
        if (firstChecks.contains(path)) {
            admin.maintain(path);
            if (!admin.delete(path)) {
                return false; // a client that is bound to it by a cookie
            }
            firstChecks.remove(path);
            register(plan, server, path, "");
        }
        return true;
    }

    /**
     * Removes a server; its container has ended, or the server has moved. Streams have a moment to
     * deliver what they have received.
     *
     * @return whether it is gone
     */
    private boolean remove(ServerState server, int sessions) throws IOException {
        var path = server.path();
        forget(server.address(), server.port());
        firstChecks.remove(path);
        if (!server.inForcedMaintenance()) {
            admin.maintain(path);
        }
        long since = leaving.computeIfAbsent(path, ignored -> nanoTime.getAsLong());
        boolean late = nanoTime.getAsLong() - since > GRACE.toNanos();
        if (late) {
            admin.endSessions(path);
        }
        if ((sessions == 0 || late) && admin.delete(path)) {
            leaving.remove(path);
            return true;
        }
        return false;
    }
}
