package naru.dns;

import io.netty.channel.group.ChannelGroup;

import naru.dns.directory.Directory;
import naru.dns.directory.Directory.Shared;
import naru.dns.forward.Upstreams;
import naru.dns.wire.TypeNames;
import naru.linux.Fd;
import naru.linux.Kernel;
import naru.network.NetworkListener;
import naru.network.model.Endpoint;
import naru.network.model.NameOptions;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;

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
 * Gives every sandbox on a user-made network a name server at 127.0.0.11. It keeps the directory of
 * names in step with the networks, and a change holds for the next question. In sandboxes that
 * outlived an earlier daemon it goes on with that one's sockets, where somebody has kept them, and
 * answers what was asked meanwhile; else they get sockets and redirect anew. See
 * docs/decisions/006-dns-lifetime.md.
 */
public final class NameServer implements NetworkListener, AutoCloseable {
    private static final String HOST_DOMAIN = "naru";

    /** How long upstreams may take at the end. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(250);

    private final Kernel kernel;
    private final ForwardOptions forwarding;
    private final Random random;
    private final InstantSource clock;

    private final Directory directory = new Directory();
    private final Listings listings = new Listings(directory);
    private final ConcurrentHashMap<SandboxId, Served> served = new ConcurrentHashMap<>();
    private @Nullable Machinery machinery;
    private @Nullable SandboxServer hostServer;
    private Function<String, List<Fd>> keeper = _ -> List.of();

    /** A sandbox as it was last announced, and its server. */
    private record Served(Sandbox sandbox, SandboxServer server) {}

    /**
     * Starts nothing until the first sandbox needs it.
     *
     * @param random picks the ids of forwarded questions, so it must not be predictable
     */
    public NameServer(
            Kernel kernel, ForwardOptions forwarding, Random random, InstantSource clock) {
        this.kernel = kernel;
        this.forwarding = forwarding;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Answers the host, too: names of all networks that end in {@code .naru}, and nothing else.
     *
     * @param address of this host, best a loopback one; the port is 53
     * @throws naru.linux.LinuxException when somebody else listens there
     */
    public synchronized void answerHost(InetAddress address) {
        var shared = machinery();
        var channels = shared.newGroup();
        var nobody = new Upstreams(List.of(), new HostDoor(), clock);
        var standpoint = new Standpoint(directory.whole(HOST_DOMAIN), () -> nobody, false);
        hostServer = SandboxServer.here(address, shared, shared.newResponder(standpoint), channels);
    }

    /**
     * Makes ready, beside the caller, what the first sandbox will need: for a daemon that expects
     * some to have survived.
     */
    public void prepare() {
        Thread.ofPlatform().daemon().name("naru-dns-start").start(this::machinery);
    }

    /**
     * Names who keeps what {@link #sockets} gave it while no daemon runs; before the first sandbox.
     *
     * @param keeper gives copies back, or any other files, by container id
     */
    public void keptBy(Function<String, List<Fd>> keeper) {
        this.keeper = keeper;
    }

    /**
     * Copies of the sockets where a container's questions arrive. While somebody holds them,
     * questions wait there for the next daemon when this one has ended. None when the container has
     * no name server. The caller closes them.
     */
    public List<Fd> sockets(String containerId) {
        return served.values().stream()
                .filter(each -> each.sandbox().containerId().equals(containerId))
                .findFirst()
                .map(each -> each.server().sockets())
                .orElse(List.of());
    }

    /** Nobody may be told that a name is unknown which is only yet to be listed. */
    @Override
    public void survived(List<Network> networks, List<Sandbox> sandboxes) {
        networks.forEach(this::networkCreated);
        sandboxes.forEach(listings::put);
        sandboxes.forEach(this::resume);
    }

    @Override
    public void networkCreated(Network network) {
        if (network.hasNames()) {
            var shared = new Shared(network.id(), network.name());
            directory.configure(shared, NameOptions.of(network.options()));
        }
    }

    @Override
    public void sandboxOpened(Sandbox sandbox) {
        if (Listings.named(sandbox).findAny().isPresent()) {
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
    public void networkDeleted(Network network) {
        directory.drop(network.id());
    }

    /**
     * Asks for a name as a container would, and says how the answer came about.
     *
     * @throws NaruException.Conflict when the container has no name server
     * @throws NaruException.Invalid when nobody can be called so
     */
    public Explanation explain(String containerId, String name, int type) {
        return served.values().stream()
                .filter(each -> each.sandbox().containerId().equals(containerId))
                .findFirst()
                .map(each -> new Explaining(machinery()).explain(each.server(), name, type))
                .orElseThrow(() ->
                        new NaruException.Conflict(
                                "the container has no name server: it is not running,"
                                        + " or on no user-defined network"));
    }

    /** The number of a record type, by its name in any case. */
    public static Optional<Integer> recordType(String name) {
        return TypeNames.number(name);
    }

    /** What has been counted, in Prometheus' text format. */
    public String metrics() {
        var explaining = new Explaining(machinery());
        served.values().forEach(each -> explaining.with(each.sandbox(), each.server()));
        return explaining.metrics();
    }

    /**
     * Stops answering, when those have their answers who have asked, or soon. The redirects stay,
     * and lead to sockets that somebody keeps for the next daemon, or to its own once it has made
     * them.
     */
    @Override
    public void close() {
        served.values().forEach(each -> each.server().pause());
        if (!served.isEmpty()) {
            machinery().finish(LAST_ANSWERS);
        }
        served.values().forEach(each -> each.server().close());
        synchronized (this) {
            if (hostServer != null) {
                hostServer.close();
            }
            if (machinery != null) {
                machinery.close();
            }
        }
    }

    private SandboxServer open(Sandbox sandbox) {
        var shared = machinery();
        var channels = shared.newGroup();
        var responder = responder(sandbox, channels);
        return SandboxServer.open(kernel, sandbox.netns(), shared, responder, channels);
    }

    private void resume(Sandbox sandbox) {
        if (Listings.named(sandbox).findAny().isPresent()) {
            Listening.of(keeper.apply(sandbox.containerId()))
                    .ifPresent(kept -> {
                        var shared = machinery();
                        var channels = shared.newGroup();
                        var responder = responder(sandbox, channels);
                        var server = SandboxServer.resume(kept, shared, responder, channels);
                        served.put(sandbox.id(), new Served(sandbox, server));
                    });
        }
    }

    private Responder responder(Sandbox sandbox, ChannelGroup channels) {
        var shared = machinery();
        return shared.newResponder(standpoint(sandbox, shared.upstreamsOf(sandbox, channels)));
    }

    private void update(Sandbox sandbox) {
        served.computeIfPresent(
                sandbox.id(),
                (_, before) -> {
                    var server = before.server();
                    server.moveTo(
                            standpoint(
                                    sandbox, machinery().upstreamsOf(sandbox, server.channels())));
                    return new Served(sandbox, server);
                });
    }

    private Standpoint standpoint(Sandbox sandbox, Supplier<Upstreams> upstreams) {
        return Standpoint.of(sandbox, directory, listings, upstreams);
    }

    private synchronized Machinery machinery() {
        if (machinery == null) {
            machinery = new Machinery(forwarding, directory::version, random, clock);
        }
        return machinery;
    }
}
