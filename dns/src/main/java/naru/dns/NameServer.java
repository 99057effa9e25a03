package naru.dns;

import naru.dns.directory.Directory;
import naru.dns.directory.Directory.Shared;
import naru.dns.directory.Entry;
import naru.dns.forward.Upstreams;
import naru.dns.wire.TypeNames;
import naru.linux.Kernel;
import naru.network.NetworkListener;
import naru.network.model.DnsSettings;
import naru.network.model.Endpoint;
import naru.network.model.NameOptions;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.Prefix;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Gives every sandbox on a user-made network a name server at 127.0.0.11. It keeps the directory of
 * names in step with the networks, and a change holds for the next question. Sandboxes that
 * outlived an earlier daemon get their sockets and redirect anew when they are announced at start.
 */
public final class NameServer implements NetworkListener, AutoCloseable {
    private static final String HOST_DOMAIN = "naru";

    private final Kernel kernel;
    private final ForwardOptions forwarding;
    private final Random random;
    private final InstantSource clock;

    private final Directory directory = new Directory();
    private final ConcurrentHashMap<SandboxId, Served> served = new ConcurrentHashMap<>();
    private @Nullable Machinery machinery;
    private @Nullable SandboxServer hostServer;

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

    @Override
    public void networkCreated(Network network) {
        if (network.hasNames()) {
            var shared = new Shared(network.id(), network.name());
            directory.configure(shared, NameOptions.of(network.options()));
        }
    }

    @Override
    public void sandboxOpened(Sandbox sandbox) {
        if (named(sandbox).findAny().isPresent()) {
            var former = served.put(sandbox.id(), new Served(sandbox, open(sandbox)));
            if (former != null) {
                former.server().close();
            }
            list(sandbox);
        }
    }

    @Override
    public void endpointAttached(Sandbox sandbox, Endpoint endpoint) {
        if (served.containsKey(sandbox.id())) {
            list(sandbox);
            update(sandbox);
        } else {
            sandboxOpened(sandbox);
        }
    }

    @Override
    public void endpointDetached(Sandbox sandbox, Endpoint endpoint) {
        directory.remove(endpoint.networkId(), endpoint.id());
        update(sandbox);
    }

    @Override
    public void sandboxRenamed(Sandbox sandbox) {
        if (served.containsKey(sandbox.id())) {
            list(sandbox);
            update(sandbox);
        }
    }

    @Override
    public void readinessChanged(Sandbox sandbox) {
        if (served.containsKey(sandbox.id())) {
            list(sandbox);
        }
    }

    @Override
    public void sandboxClosed(Sandbox sandbox) {
        var gone = served.remove(sandbox.id());
        if (gone != null) {
            gone.sandbox().endpoints().forEach(this::unlist);
            gone.server().close();
        }
        sandbox.endpoints().forEach(this::unlist);
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
     * Stops answering. The redirects stay, and lead to the next daemon's sockets once it has made
     * them.
     */
    @Override
    public void close() {
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
        var responder =
                shared.newResponder(standpoint(sandbox, shared.upstreamsOf(sandbox, channels)));
        return SandboxServer.open(kernel, sandbox.netns(), shared, responder, channels);
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
        var networks = named(sandbox).map(NameServer::network).toList();
        var own = named(sandbox).flatMap(NameServer::addresses).toList();
        return new Standpoint(
                directory.view(networks, links(sandbox), own),
                upstreams,
                keepsBareNames(sandbox.dns()));
    }

    private synchronized Machinery machinery() {
        if (machinery == null) {
            machinery = new Machinery(forwarding, directory::version, random, clock);
        }
        return machinery;
    }

    private void list(Sandbox sandbox) {
        boolean serving = sandbox.readiness() == Readiness.SERVING;
        named(sandbox)
                .forEach(endpoint ->
                        directory.put(
                                network(endpoint),
                                new Entry(
                                        endpoint.id(),
                                        endpoint.dnsNames(),
                                        addresses(endpoint).toList(),
                                        serving)));
    }

    private static Stream<InetAddress> addresses(Endpoint endpoint) {
        return Stream.of(Optional.ofNullable(endpoint.ipv4()), Optional.ofNullable(endpoint.ipv6()))
                .flatMap(Optional::stream)
                .map(Prefix::address);
    }

    private void unlist(Endpoint endpoint) {
        directory.remove(endpoint.networkId(), endpoint.id());
    }

    /** The endpoints where containers find each other by name. */
    private static Stream<Endpoint> named(Sandbox sandbox) {
        return sandbox.endpoints().stream()
                .filter(endpoint -> !Network.isPredefined(endpoint.networkName()));
    }

    private static Shared network(Endpoint endpoint) {
        return new Shared(endpoint.networkId(), endpoint.networkName());
    }

    /** Alias to container, out of {@code container:alias} or just {@code container}. */
    private static Map<String, String> links(Sandbox sandbox) {
        var links = new HashMap<String, String>();
        for (var link : named(sandbox).flatMap(endpoint -> endpoint.links().stream()).toList()) {
            int colon = link.indexOf(':');
            links.put(link.substring(colon + 1), colon < 0 ? link : link.substring(0, colon));
        }
        return links;
    }

    private static boolean keepsBareNames(DnsSettings dns) {
        return dns.options().stream()
                .anyMatch(option -> option.startsWith("ndots:") && !option.equals("ndots:0"));
    }
}
