package naru.proxy.control;

import naru.container.Containers;
import naru.container.config.ContainerConfig;
import naru.linux.process.Executable;
import naru.network.Networks;
import naru.network.model.NaruException;
import naru.network.publish.PublishedPort;
import naru.proxy.cache.CacheKey;
import naru.proxy.cache.CachePaths;
import naru.proxy.cache.CacheRuntime;
import naru.proxy.cache.CacheStore;
import naru.proxy.cache.CacheUrl;
import naru.proxy.haproxy.ConfigurationWriter;
import naru.proxy.haproxy.HaproxyVersion;
import naru.proxy.haproxy.ProxySettings;
import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Problem;
import naru.proxy.option.ProxyOptions;
import naru.proxy.runtime.HaproxyProgram;
import naru.proxy.runtime.ProxyRuntime;
import naru.proxy.table.RoutingTable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The proxy of a daemon, which can be switched on and off. While it is off it costs nothing and
 * claims no port. Any thread.
 */
public final class ProxyService implements AutoCloseable {
    private static final Logger log = System.getLogger(ProxyService.class.getName());
    private static final String CLAIMANT = "the proxy: see `naru proxy ls`";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(3);

    private final ProxyOptions options;
    private final Settings settings;
    private final Path folder;
    private final Path choice;
    private final Path dataRoot;
    private final Drains drains;
    private final CacheStore store;
    private final Containers containers;
    private final Networks networks;
    private volatile @Nullable Running running; // changed with this service locked
    private volatile String failure = "";

    /** The parts of a proxy that is on. */
    private record Running(
            ProxyControl control,
            ProxyRuntime runtime,
            CacheRuntime cache,
            ProxyCertificates certificates) {
        /** Ends the orders of certificates and the control; the processes go on. */
        void endControl() {
            certificates.close();
            control.close();
        }
    }

    /**
     * Changes nothing yet.
     *
     * @param dataRoot keeps the user's choice to run the proxy or not, and certificates
     * @param execRoot has the folder that HAProxy reads
     */
    public ProxyService(
            ProxyOptions options,
            Path dataRoot,
            Path execRoot,
            Containers containers,
            Networks networks) {
        this.options = options;
        settings =
                new Settings(
                        options.exposesAll(),
                        options.entryPoints().names(),
                        options.entryPoints().defaultHost());
        folder = execRoot.resolve("proxy");
        choice = dataRoot.resolve("proxy-enabled");
        drains = new Drains(dataRoot.resolve("proxy-drained"));
        store = new CacheStore(dataRoot.resolve("proxy-cache"));
        this.dataRoot = dataRoot;
        this.containers = containers;
        this.networks = networks;
    }

    /**
     * Registers with the engine, and starts the proxy if it is wanted. A proxy that cannot start is
     * reported and does not keep the daemon from starting.
     */
    public void start() {
        containers
                .events()
                .observe(numbered -> {
                    var now = running;
                    if (now != null) {
                        now.control().accept(numbered.event());
                    }
                });
        networks.events()
                .observe(numbered -> {
                    var now = running;
                    if (now != null) {
                        now.control().accept(numbered.event());
                    }
                });
        containers.stopsAfter((container, kills) -> {
            var now = running;
            if (now != null) {
                now.control().awaitOut(container, kills);
            }
        });
        containers.advisedBy(this::warnings);
        if (isWanted()) {
            try {
                open();
            } catch (NaruException refusal) {
                failure = String.valueOf(refusal.getMessage());
                log.log(Level.WARNING, "the proxy does not run: {0}", failure);
            }
        }
    }

    private boolean isWanted() {
        try {
            return Files.exists(choice)
                    ? Files.readString(choice).strip().equals("true")
                    : options.enabled();
        } catch (IOException unreadable) {
            return options.enabled();
        }
    }

    /**
     * Starts the proxy, also after restarts of the daemon.
     *
     * @throws NaruException.Conflict if a container has published a port of the proxy
     * @throws NaruException.HostFailure if HAProxy is missing or does not start
     */
    public void enable() {
        open();
        remember(true);
    }

    /** Ends the proxy, also after restarts of the daemon. Requests in progress are finished. */
    public synchronized void disable() {
        remember(false);
        failure = "";
        var ended = running;
        running = null;
        if (ended != null) {
            ended.endControl();
            ended.runtime().stop(STOP_TIMEOUT);
            ended.cache().stop(STOP_TIMEOUT);
            networks.unreservePorts(ports(true), CLAIMANT);
        }
    }

    private void remember(boolean enabled) {
        try {
            Files.writeString(choice, enabled + "\n");
        } catch (IOException e) {
            throw new NaruException.HostFailure("cannot write " + choice, e);
        }
    }

    private synchronized void open() {
        if (running != null) {
            return;
        }
        var program =
                HaproxyProgram.find(System.getenv().getOrDefault("PATH", ""))
                        .orElseThrow(() ->
                                new NaruException.HostFailure(
                                        "haproxy is not installed: apt-get install"
                                                + " --no-install-recommends haproxy"));
        var description = description(program);
        boolean quic = HaproxyVersion.hasQuic(description);
        networks.reservePorts(ports(quic), CLAIMANT);
        try {
            var wakeup = new Wakeup();
            var process = new ProxyRuntime(program, folder, wakeup::signal);
            process.takeOver();
            var caching = cacheRuntime(wakeup);
            caching.takeOver();
            var files = new RouteFiles(options.files(), settings, wakeup::signal);
            files.start();
            var opened = ProxyCertificates.open(options.acme(), dataRoot, folder, wakeup::signal);
            var started =
                    new ProxyControl(
                            new MemberSource(
                                    new FactReader(containers, networks),
                                    settings,
                                    new DomainPolicy(options.domains()),
                                    files,
                                    HostNames.ofHost(wakeup::signal),
                                    drains),
                            new ConfigurationWriter(
                                    proxySettings(quic), version(program, description)),
                            opened,
                            process,
                            caching,
                            wakeup);
            started.start();
            opened.start();
            running = new Running(started, process, caching, opened);
            failure = "";
        } catch (IOException | RuntimeException e) {
            networks.unreservePorts(ports(true), CLAIMANT);
            throw new NaruException.HostFailure("cannot start the proxy: " + e.getMessage(), e);
        }
    }

    private CacheRuntime cacheRuntime(Wakeup wakeup) {
        var settings = ProxySettings.of(folder, options.httpPort(), options.httpsPort());
        return new CacheRuntime(
                Executable.find("nginx", System.getenv().getOrDefault("PATH", "")),
                new CachePaths(
                        settings.inJail(ProxySettings.CACHE_SOCKET),
                        settings.file("nginx.sock"),
                        settings.cacheFolder(),
                        store.folder()),
                options.cacheBytes(),
                wakeup::signal);
    }

    private static String description(HaproxyProgram program) {
        try {
            return program.describe();
        } catch (IOException e) {
            throw new NaruException.HostFailure("cannot start the proxy: " + e.getMessage(), e);
        }
    }

    private static HaproxyVersion version(HaproxyProgram program, String description)
            throws IOException {
        var version = HaproxyVersion.of(description);
        if (version.isEmpty() || !version.get().isAtLeast(HaproxyVersion.V2_6)) {
            throw new IOException(
                    program.file() + " is " + version + "; the proxy needs HAProxy 2.6 or newer");
        }
        return version.get();
    }

    private ProxySettings proxySettings(boolean quic) {
        var entryPoints = options.entryPoints();
        var usual = ProxySettings.of(folder, options.httpPort(), entryPoints.httpsPort());
        return new ProxySettings(
                usual.folder(),
                usual.http(),
                usual.https(),
                entryPoints.listeners(networks.hasIpv6()),
                ProxySettings.Http3.of(entryPoints.http3(), quic),
                usual.httpsPort(),
                options.trusted(),
                options.proxyProtocol(),
                usual.user(),
                usual.chroot(),
                OpenFiles.connections(usual.maxConnections()),
                options.accessLog(),
                usual.hardStop());
    }

    private List<PublishedPort> ports(boolean quic) {
        return options.entryPoints().claims(quic);
    }

    /** The files with routes by name, as they are now. */
    public Map<String, String> files() {
        return options.files().map(RouteFiles::texts).orElse(Map.of());
    }

    /** The entry points by the names that labels use. */
    public Map<String, Settings.EntryPoint> entryPoints() {
        return settings.entryPoints();
    }

    /** What is wrong with the labels and variables of a new container. */
    private List<String> warnings(String name, ContainerConfig config) {
        if (running == null) {
            return List.of();
        }
        return Vocabularies.read(Workloads.of(name, config, null), settings).problems().stream()
                .map(problem -> "proxy: " + problem.key() + ": " + problem.text())
                .toList();
    }

    /** The routes, the members, and why some of them receive no requests. */
    public ProxyView view() {
        var now = running;
        if (now == null) {
            return new ProxyView(
                    "off",
                    Optional.of(failure).filter(text -> !text.isEmpty()),
                    0,
                    new RoutingTable(settings, List.of(), List.<Problem>of()),
                    Map.of(),
                    List.of(),
                    "",
                    List.of());
        }
        try {
            return now.control().look(LOOK_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("interrupted", e);
        } catch (IllegalStateException starting) {
            throw new NaruException.HostFailure(String.valueOf(starting.getMessage()), starting);
        }
    }

    /** Compares the running HAProxy with the containers, and corrects differences. */
    public void reload() {
        control().compare();
    }

    /**
     * Orders the certificates again whose last order has failed.
     *
     * @throws NaruException.Conflict if the proxy does not run
     */
    public void retryOrders() {
        running().certificates().retry();
    }

    /**
     * Takes a container out of service until it is given back. Clients that are bound to it by a
     * cookie still reach it.
     *
     * @param reference its name, or the beginning of its id
     */
    public void drain(String reference, boolean out) {
        control().drain(containers.find(reference).id(), out);
    }

    /**
     * Deletes cached responses, and returns their number.
     *
     * @param url of the responses; empty for those of all URLs
     * @param route by its name; empty for all routes
     * @throws NaruException.Invalid if the URL is none
     * @throws NaruException.NotFound if there is no such route
     */
    public int purge(String url, String route) {
        try {
            Predicate<CacheKey> isOfRoute = key -> true;
            if (!route.isEmpty()) {
                var backend = Views.backend(view().table(), route);
                isOfRoute = key -> key.route().equals(backend);
            }
            return url.isEmpty()
                    ? store.purge(isOfRoute)
                    : store.purge(CacheUrl.parse(url), isOfRoute);
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new NaruException.HostFailure("cannot delete cached responses", e);
        }
    }

    private ProxyControl control() {
        return running().control();
    }

    private Running running() {
        var now = running;
        if (now == null) {
            throw new NaruException.Conflict(
                    "the proxy does not run: `naru proxy enable` starts it");
        }
        return now;
    }

    /** Stops the control; HAProxy goes on, and the next daemon takes it over. */
    @Override
    public synchronized void close() {
        var ended = running;
        running = null;
        if (ended != null) {
            ended.endControl();
            ended.runtime().close();
            ended.cache().close();
        }
    }
}
