package naru.proxy.control;

import naru.container.event.ContainerEvent;
import naru.network.event.NetworkEvent;
import naru.proxy.cache.CacheRuntime;
import naru.proxy.haproxy.Configuration;
import naru.proxy.haproxy.ConfigurationWriter;
import naru.proxy.haproxy.OwnAnswers;
import naru.proxy.runtime.ProxyRuntime;
import naru.proxy.runtime.ProxyRuntime.Progress;
import naru.proxy.runtime.WantedBackend.Duty;
import naru.proxy.table.RoutingTable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Keeps a HAProxy as the containers want it. One thread of its own reads the containers that have
 * changed, builds the routing table and takes steps until nothing remains to be done; then it
 * sleeps until the next event, and compares everything each minute.
 */
final class ProxyControl implements AutoCloseable {
    private static final Logger log = System.getLogger(ProxyControl.class.getName());
    private static final Duration COMPARE_INTERVAL = Duration.ofMinutes(1);

    /** How long requests in progress may delay a kill: usual requests, but no streams. */
    private static final Duration KILL_DRAIN = Duration.ofMillis(300);

    private static final Duration LINGER_CHECK = Duration.ofSeconds(2);
    private static final long FIRST_PAUSE = 2; // ms between steps; grows by a third each time
    private static final long LAST_PAUSE = 500;

    private final MemberSource source;
    private final ConfigurationWriter writer;
    private final ProxyCertificates certificates;
    private final ProxyRuntime runtime;
    private final CacheRuntime cache;
    private final Wakeup wakeup;
    private final StopWaits stops = new StopWaits(System::nanoTime);
    private final Refusals refusals = new Refusals(System::nanoTime);
    private final Thread thread;
    private String lastFailure = "";
    private String searched = ""; // the structure whose refusal has no route as a reason
    private volatile boolean closed;
    private volatile Map<String, Duration> drainTimes = Map.of(); // of members, by container
    private volatile @Nullable ProxyView view;
    private final AtomicLong passes = new AtomicLong();

    /**
     * @param wakeup shared with the runtime, which calls it
     */
    ProxyControl(
            MemberSource source,
            ConfigurationWriter writer,
            ProxyCertificates certificates,
            ProxyRuntime runtime,
            CacheRuntime cache,
            Wakeup wakeup) {
        this.source = source;
        this.writer = writer;
        this.certificates = certificates;
        this.runtime = runtime;
        this.cache = cache;
        this.wakeup = wakeup;
        thread = Thread.ofPlatform().daemon().name("proxy").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Notes a change of a container. Any thread; returns at once. */
    void accept(ContainerEvent event) {
        if (source.accept(event)) {
            wakeup.signal();
        }
    }

    /** Notes a change of a container's networks. Any thread; returns at once. */
    void accept(NetworkEvent event) {
        if (source.accept(event)) {
            wakeup.signal();
        }
    }

    /** Blocks until a container that is going to be stopped is out of service. */
    void awaitOut(String container, boolean kills) {
        var drain = drainTimes.get(container);
        if (drain != null && !closed) {
            source.note(container);
            stops.await(container, kills ? KILL_DRAIN : drain, wakeup::signal);
        }
    }

    /** Takes a container out of service, or back into it. */
    void drain(String container, boolean out) {
        if (source.drain(container, out)) {
            wakeup.signal();
        }
    }

    /** The state after a further look at the running process. */
    ProxyView look(Duration limit) throws InterruptedException {
        long before = passes.get();
        long end = System.nanoTime() + limit.toNanos();
        wakeup.signal();
        while ((passes.get() < before + 2 || view == null) && System.nanoTime() < end && !closed) {
            wakeup.signal();
            Thread.sleep(2);
        }
        var found = view;
        if (found == null) {
            throw new IllegalStateException("the proxy has not started yet");
        }
        return found;
    }

    /** Compares everything now. */
    void compare() {
        source.noteAll();
        wakeup.signal();
    }

    private void run() {
        long pause = FIRST_PAUSE;
        long nextCompare = System.nanoTime();
        while (!closed) {
            boolean compares = System.nanoTime() - nextCompare >= 0 || source.hasNotedAll();
            if (compares) {
                nextCompare = System.nanoTime() + COMPARE_INTERVAL.toNanos();
            }
            boolean settled = step(compares);
            passes.incrementAndGet();
            pause = Math.min(LAST_PAUSE, pause + pause / 3 + 1);
            long idle = source.lingers() ? LINGER_CHECK.toMillis() : COMPARE_INTERVAL.toMillis();
            if (wakeup.await(settled && stops.isEmpty() ? idle : pause)) {
                pause = FIRST_PAUSE;
            }
        }
    }

    private boolean step(boolean compares) {
        try {
            boolean settled = approach(compares);
            lastFailure = "";
            return settled;
        } catch (IOException | RuntimeException failure) {
            if (!failure.toString().equals(lastFailure)) {
                lastFailure = failure.toString();
                log.log(Level.WARNING, "the proxy is not as wanted", failure);
            }
            return false;
        }
    }

    private boolean approach(boolean compares) throws IOException {
        var members = source.read(refusals::without);
        certificates.want(members.table());
        var answers = certificates.answers();
        var configuration = configuration(members, members.table(), answers);
        var progress =
                runtime.approach(
                        configuration,
                        members.backends(configuration.backends().values()),
                        compares);
        if (progress.problem().isPresent()
                && !configuration.structure().equals(searched)
                && refusals.search(
                        members.table(),
                        table -> runtime.refusal(configuration(members, table, answers)))) {
            return false; // the next step leaves them out
        }
        searched = progress.problem().isPresent() ? configuration.structure() : "";
        if (progress.isCurrent()) {
            certificates.confirm(answers);
        }
        publish(members, progress);
        var cached = members.table().routes().stream().filter(r -> r.cache().isPresent()).toList();
        var uncached =
                cache.approach(!cached.isEmpty())
                        .map(text -> Views.uncached(cached, text))
                        .orElse(List.of());
        view =
                Views.of(
                        members,
                        configuration,
                        progress,
                        runtime.reloads(),
                        Stream.concat(uncached.stream(), certificates.problems().stream()).toList(),
                        certificates.views());
        return progress.isSettled() && cache.isSettled(!cached.isEmpty());
    }

    private Configuration configuration(Members members, RoutingTable table, OwnAnswers answers) {
        return writer.write(
                certificates.servedNow(table),
                certificates.get(),
                member ->
                        members.server(member)
                                .filter(server ->
                                        members.duty(member) == Duty.SERVES
                                                && runtime.isInRotation(server)),
                new MemberHosts(members.table(), members::server),
                answers);
    }

    /** Makes the result known to those who stop containers. */
    private void publish(Members members, Progress progress) {
        var times = new HashMap<String, Duration>();
        var servers = new HashMap<String, Set<String>>();
        for (var pool : members.pools().values()) {
            var drain = pool.service().tuning().drain();
            for (var member : pool.members()) {
                var facts = Optional.ofNullable(members.byName().get(member.workload().name()));
                facts.filter(ContainerFacts::isActive)
                        .ifPresent(active -> {
                            times.merge(active.id(), drain, ProxyControl::longer);
                            servers.put(active.id(), Set.of(active.serverName()));
                        });
            }
        }
        drainTimes = Map.copyOf(times);
        stops.update(servers, progress.servers());
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? two : one;
    }

    /** Ends the thread. The runtime is no longer used then. */
    @Override
    public void close() {
        closed = true;
        wakeup.signal();
        stops.release();
        source.close();
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
