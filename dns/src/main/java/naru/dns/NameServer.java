package naru.dns;

import io.netty.channel.group.ChannelGroup;

import naru.dns.directory.Directory;
import naru.dns.directory.Directory.Shared;
import naru.dns.forward.Upstreams;
import naru.dns.wire.TypeNames;
import naru.linux.Fd;
import naru.linux.Kernel;
import naru.network.event.NetworkEvent.NetworkCreated;
import naru.network.event.NetworkListener;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.PeerEndpoint;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.option.NameOptions;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Provides every sandbox on a user-defined network with a name server at 127.0.0.11. It keeps the
 * directory of names consistent with the networks; a change applies to the next query. In sandboxes
 * that outlived an earlier daemon it continues with that daemon's sockets, if they were kept open,
 * and answers pending queries; otherwise it creates new sockets and redirects. See
 * docs/decisions/006-dns-lifetime.md.
 */
public final class NameServer implements NetworkListener, AutoCloseable {
    private static final String HOST_DOMAIN = "naru";

    /** How long a shutdown waits for upstreams. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(250);

    private final Kernel kernel;
    private final ForwardOptions forwarding;
    private final Random random;
    private final InstantSource clock;

    private final Directory directory = new Directory();
    private final NameRegistry listings = new NameRegistry(directory);
    private final ConcurrentHashMap<SandboxId, Served> served = new ConcurrentHashMap<>();
    private @Nullable DnsRuntime runtime;
    private @Nullable SandboxServer hostServer;
    private Function<String, List<Fd>> keeper = _ -> List.of();

    /** The last announced state of a sandbox, and its server. */
    private record Served(Sandbox sandbox, SandboxServer server) {}

    /**
     * Starts nothing until the first sandbox needs it.
     *
     * @param random generates ids of forwarded queries, so it must not be predictable
     */
    public NameServer(
            Kernel kernel, ForwardOptions forwarding, Random random, InstantSource clock) {
        this.kernel = kernel;
        this.forwarding = forwarding;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Serves the host, too: names of all networks that end in {@code .naru}, and no others.
     *
     * @param address of this host, preferably a loopback one; the port is 53
     * @throws naru.linux.error.LinuxException if it is in use
     */
    public synchronized void answerHost(InetAddress address) {
        var shared = runtime();
        var channels = shared.newGroup();
        var noUpstreams = new Upstreams(List.of(), new HostConnector(), clock);
        var resolverContext =
                new ResolverContext(directory.whole(HOST_DOMAIN), () -> noUpstreams, false);
        hostServer =
                SandboxServer.here(address, shared, shared.newResponder(resolverContext), channels);
    }

    /**
     * Initializes in the background what the first sandbox will need, for a daemon that expects
     * surviving sandboxes.
     */
    public void prepare() {
        Thread.ofPlatform().daemon().name("naru-dns-start").start(this::runtime);
    }

    /**
     * Sets the source of sockets that were kept open while no daemon ran; before the first sandbox.
     *
     * @param keeper returns copies of them, or any other files, by container id
     */
    public void keptBy(Function<String, List<Fd>> keeper) {
        this.keeper = keeper;
    }

    /**
     * Copies of the sockets for a container's queries. While another process holds them, queries
     * wait there for the next daemon after this one has exited. Empty if the container has no name
     * server. The caller closes them.
     */
    public List<Fd> sockets(String containerId) {
        return served.values().stream()
                .filter(each -> each.sandbox().containerId().equals(containerId))
                .findFirst()
                .map(each -> each.server().sockets())
                .orElse(List.of());
    }

    /**
     * Registers all names first, so that none is answered NXDOMAIN just because it has not been
     * registered yet.
     */
    @Override
    public void survived(List<NetworkCreated> networks, List<Sandbox> sandboxes) {
        networks.forEach(each -> networkCreated(each.network(), each.names()));
        sandboxes.forEach(listings::put);
        sandboxes.forEach(this::resume);
    }

    @Override
    public void networkCreated(Network network, NameOptions names) {
        if (network.hasNames()) {
            var shared = new Shared(network.id(), network.name());
            directory.configure(shared, names);
        }
    }

    @Override
    public void sandboxOpened(Sandbox sandbox) {
        if (NameRegistry.named(sandbox).findAny().isPresent()) {
            listings.put(sandbox);
            var resumed = served.get(sandbox.id());
            if (resumed == null) {
                served.put(sandbox.id(), new Served(sandbox, open(sandbox)));
            } else {
                resumed.server().redirect(kernel, sandbox.netns());
            }
        }
    }

    @Override
    public void endpointAttached(Sandbox sandbox, Endpoint endpoint) {
        if (served.containsKey(sandbox.id())) {
            listings.put(sandbox);
            update(sandbox);
        } else {
            sandboxOpened(sandbox);
        }
    }

    @Override
    public void endpointDetached(Sandbox sandbox, Endpoint endpoint) {
        listings.remove(endpoint);
        update(sandbox);
    }

    @Override
    public void sandboxRenamed(Sandbox sandbox) {
        if (served.containsKey(sandbox.id())) {
            listings.put(sandbox);
            update(sandbox);
        }
    }

    @Override
    public void readinessChanged(Sandbox sandbox) {
        if (served.containsKey(sandbox.id())) {
            listings.put(sandbox);
        }
    }

    @Override
    public void sandboxClosed(Sandbox sandbox) {
        var gone = served.remove(sandbox.id());
        if (gone != null) {
            listings.remove(gone.sandbox());
            gone.server().close();
        }
        listings.remove(sandbox);
    }

    @Override
    public void aliasAddressed(Network network, String alias, List<InetAddress> addresses) {
        directory.setVirtual(new Shared(network.id(), network.name()), alias, addresses);
    }

    @Override
    public void peerPresent(Network network, PeerEndpoint peer) {
        listings.put(network, peer);
    }

    @Override
    public void peerGone(Network network, PeerEndpoint peer) {
        directory.remove(network.id(), peer.id());
    }

    @Override
    public void networkDeleted(Network network) {
        directory.drop(network.id());
    }

    /**
     * Resolves a name as a container would, and explains the answer.
     *
     * @throws NaruException.Conflict if the container has no name server
     * @throws NaruException.Invalid if it is not a DNS name
     */
    public Explanation explain(String containerId, String name, int type) {
        return served.values().stream()
                .filter(each -> each.sandbox().containerId().equals(containerId))
                .findFirst()
                .map(each -> new Diagnostics(runtime()).explain(each.server(), name, type))
                .orElseThrow(() ->
                        new NaruException.Conflict(
                                "the container has no name server: it is not running,"
                                        + " or on no user-defined network"));
    }

    /** The number of a record type, by its name in any case. */
    public static Optional<Integer> recordType(String name) {
        return TypeNames.number(name);
    }

    /** The metrics in Prometheus' text format. */
    public String metrics() {
        var explaining = new Diagnostics(runtime());
        served.values().forEach(each -> explaining.with(each.sandbox(), each.server()));
        return explaining.metrics();
    }

    /**
     * Stops answering after pending queries are answered, or after a short time limit. The
     * redirects remain: they lead to sockets that another process keeps open for the next daemon,
     * or to its new ones.
     */
    @Override
    public void close() {
        served.values().forEach(each -> each.server().pause());
        if (!served.isEmpty()) {
            runtime().finish(SHUTDOWN_TIMEOUT);
        }
        served.values().forEach(each -> each.server().close());
        synchronized (this) {
            if (hostServer != null) {
                hostServer.close();
            }
            if (runtime != null) {
                runtime.close();
            }
        }
    }

    private SandboxServer open(Sandbox sandbox) {
        var shared = runtime();
        var channels = shared.newGroup();
        var responder = responder(sandbox, channels);
        return SandboxServer.open(kernel, sandbox.netns(), shared, responder, channels);
    }

    private void resume(Sandbox sandbox) {
        if (NameRegistry.named(sandbox).findAny().isPresent()) {
            ListenSockets.of(keeper.apply(sandbox.containerId()))
                    .ifPresent(kept -> {
                        var shared = runtime();
                        var channels = shared.newGroup();
                        var responder = responder(sandbox, channels);
                        var server = SandboxServer.resume(kept, shared, responder, channels);
                        served.put(sandbox.id(), new Served(sandbox, server));
                    });
        }
    }

    private Responder responder(Sandbox sandbox, ChannelGroup channels) {
        var shared = runtime();
        return shared.newResponder(resolverContext(sandbox, shared.upstreamsOf(sandbox, channels)));
    }

    private void update(Sandbox sandbox) {
        served.computeIfPresent(
                sandbox.id(),
                (_, before) -> {
                    var server = before.server();
                    server.moveTo(
                            resolverContext(
                                    sandbox, runtime().upstreamsOf(sandbox, server.channels())));
                    return new Served(sandbox, server);
                });
    }

    private ResolverContext resolverContext(Sandbox sandbox, Supplier<Upstreams> upstreams) {
        return ResolverContext.of(sandbox, directory, listings, upstreams);
    }

    private synchronized DnsRuntime runtime() {
        if (runtime == null) {
            runtime = new DnsRuntime(forwarding, directory::version, random, clock);
        }
        return runtime;
    }
}
