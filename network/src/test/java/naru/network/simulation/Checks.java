package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.address.Family;
import naru.linux.nft.NftElement;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.Route;
import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.fake.FakeNetns;
import naru.network.host.Owner;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.publish.PublishedPort;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold of a {@link World} whenever it has had the time for its repairs. */
final class Checks {
    private final World world;
    private List<String> atFirst = List.of();
    private List<Network> networks = List.of();
    private List<Sandbox> sandboxes = List.of();

    Checks(World world) {
        this.world = world;
    }

    private FakeNetns root() {
        return world.kernel.root();
    }

    /** The host agrees with the daemon, and looking once more changes nothing. */
    void afterRepair() {
        networks = world.networks().list();
        sandboxes = sorted(world.networks().sandboxes());
        networks.forEach(this::checkNetwork);
        sandboxes.forEach(this::checkSandbox);
        checkLeftovers();
        checkAddresses();
        checkPorts();
        checkRelay();
        new Traffic(world).check();
        world.host().faults().take();
        world.networks().reconcile();
        assertThat(world.host().faults().take()).as("changes of a second repair").isEmpty();
        if (atFirst.isEmpty()) {
            atFirst = text();
        }
    }

    private List<String> text() {
        return KernelText.of(world.kernel, files());
    }

    private List<Path> files() {
        return sandboxes.stream().map(Sandbox::netns).toList();
    }

    private static List<Sandbox> sorted(List<Sandbox> sandboxes) {
        return sandboxes.stream().sorted(Comparator.comparing(Sandbox::containerId)).toList();
    }

    // ---- Networks

    static String bridge(Network network) {
        return network.options()
                .getOrDefault("com.docker.network.bridge.name", "br-" + network.id().shortId());
    }

    static String dummy(Network network) {
        return (network.driver().equals("ipvlan") ? "di-" : "dm-") + network.id().shortId();
    }

    private static boolean isOnLan(Network network) {
        return network.driver().equals("macvlan") || network.driver().equals("ipvlan");
    }

    private void checkNetwork(Network network) {
        if (!network.driver().equals("bridge")) {
            return;
        }
        var name = bridge(network);
        var link = link(name);
        assertThat(link.kind()).isEqualTo("bridge");
        assertThat(link.up()).as("%s is up", name).isTrue();
        assertThat(link.alias()).as("alias of %s", name).isEqualTo(Owner.UNNAMED.tag(network.id()));
        for (var pool : network.ipam().pools()) {
            var gateway = pool.gateway();
            if (gateway != null) {
                assertThat(addresses(link)).as("addresses of %s", name).contains(gateway);
                var subnet = pool.subnet().masked();
                assertThat(routes(link))
                        .as("routes by %s", name)
                        .anyMatch(r -> r.leadsTo(subnet.address(), subnet.length()));
            }
        }
        assertThat(root().sysctls().find("net/ipv4/conf/" + name + "/route_localnet"))
                .contains("1");
    }

    private Link link(String name) {
        var link = root().link(name);
        assertThat(link).as(name).isPresent();
        return link.get();
    }

    private List<InetAddress> addresses(Link link) {
        return root().listAddresses().stream()
                .filter(address -> address.link() == link.index())
                .map(InterfaceAddress::address)
                .toList();
    }

    private List<Route> routes(Link link) {
        return root().listRoutes().stream().filter(r -> r.link() == link.index()).toList();
    }

    // ---- Sandboxes

    private void checkSandbox(Sandbox sandbox) {
        var netns = world.kernel.netns(sandbox.netns());
        assertThat(netns).as("namespace of %s", sandbox.containerName()).isNotNull();
        for (var endpoint : sandbox.endpoints()) {
            checkInside(endpoint, netns);
            if (endpoint.hostEnd() != null) {
                checkHostEnd(endpoint);
            }
            checkLease(endpoint);
        }
        var names = netns.listLinks().stream().map(Link::name).collect(Collectors.toSet());
        var wanted =
                sandbox.endpoints().stream()
                        .map(Endpoint::interfaceName)
                        .filter(name -> name != null)
                        .collect(Collectors.toSet());
        wanted.add("lo");
        assertThat(names).as("interfaces of %s", sandbox.containerName()).isEqualTo(wanted);
        for (var family : Family.values()) {
            checkDefault(sandbox, netns, family);
        }
    }

    private static void checkInside(Endpoint endpoint, FakeNetns netns) {
        var found = netns.link(endpoint.interfaceName());
        assertThat(found).as(endpoint.interfaceName()).isPresent();
        var link = found.get();
        assertThat(link.up()).as("%s is up", link.name()).isTrue();
        if (endpoint.macAddress() != null) {
            assertThat(link.address().bits()).isEqualTo(endpoint.macAddress().value());
        }
        var held =
                netns.listAddresses().stream()
                        .filter(address -> address.link() == link.index())
                        .map(address -> new Prefix(address.address(), address.prefixLength()))
                        .collect(Collectors.toSet());
        assertThat(held)
                .as("addresses of %s", link.name())
                .isEqualTo(new HashSet<>(endpoint.addresses()));
    }

    /** A DHCP server still grants the address that an endpoint has from it. */
    private void checkLease(Endpoint endpoint) {
        if (network(endpoint.networkId()).ipam().driver().equals("dhcp")) {
            assertThat(endpoint.ipv4()).as("address of %s", endpoint.interfaceName()).isNotNull();
            assertThat(world.dhcp.lease(endpoint.macAddress()))
                    .as("lease of %s", endpoint.macAddress())
                    .contains(endpoint.ipv4().address());
        }
    }

    private void checkHostEnd(Endpoint endpoint) {
        var network = network(endpoint.networkId());
        var end = link(endpoint.hostEnd());
        assertThat(end.up()).as("%s is up", end.name()).isTrue();
        assertThat(end.alias()).isEqualTo(Owner.UNNAMED.tag(endpoint.id()));
        assertThat(end.master()).isEqualTo(link(bridge(network)).index());
        assertThat(end.port().forwarding()).as("%s forwards", end.name()).isTrue();
        assertThat(root().sysctls().find("net/ipv6/conf/" + end.name() + "/disable_ipv6"))
                .isNotEqualTo(Optional.of("0"));
    }

    private Network network(NetworkId id) {
        return networks.stream().filter(n -> n.id().equals(id)).findFirst().orElseThrow();
    }

    private static void checkDefault(Sandbox sandbox, FakeNetns netns, Family family) {
        var by = family.choose(sandbox.ipv4GatewayEndpoint(), sandbox.ipv6GatewayEndpoint());
        Set<InetAddress> wanted = new HashSet<>();
        for (var endpoint : sandbox.endpoints()) {
            if (endpoint.id().equals(by)) {
                var gateway = endpoint.gateway(family);
                wanted.add(gateway.isAnyLocalAddress() ? null : gateway);
            }
        }
        var found =
                netns.listRoutes().stream()
                        .filter(Route::isDefault)
                        .filter(r -> family.has(r.destination()))
                        .map(Route::gateway)
                        .collect(Collectors.toSet());
        assertThat(found).as("default routes of %s", sandbox.containerName()).isEqualTo(wanted);
    }

    // ---- What is not wanted

    private void checkLeftovers() {
        var wanted = new TreeSet<>(List.of("lo", "uplink", "lan"));
        for (var network : networks) {
            if (network.driver().equals("bridge")) {
                wanted.add(bridge(network));
            } else if (isOnLan(network)) {
                var parent = network.options().get("parent");
                wanted.add(parent == null ? dummy(network) : parent);
            }
        }
        sandboxes.stream()
                .flatMap(sandbox -> sandbox.endpoints().stream())
                .map(Endpoint::hostEnd)
                .filter(end -> end != null)
                .forEach(wanted::add);
        var present = root().listLinks().stream().map(Link::name).collect(Collectors.toSet());
        assertThat(present).as("links of the host").isEqualTo(wanted);
        assertThat(world.kernel.files()).as("namespace files").isEqualTo(new HashSet<>(files()));
    }

    /** Each address is held once, and the pools hold what is in use and nothing else. */
    private void checkAddresses() {
        for (var network : networks) {
            var held = new HashMap<Prefix, Set<InetAddress>>();
            for (var pool : network.ipam().pools()) {
                held.put(pool.subnet(), new HashSet<>());
            }
            var all = new ArrayList<InetAddress>();
            for (var attached : world.networks().endpoints(network.id())) {
                attached.endpoint().addresses().forEach(prefix -> all.add(prefix.address()));
            }
            if (network.driver().equals("bridge")) {
                root().link(bridge(network)).ifPresent(link -> all.addAll(virtual(link)));
            }
            for (var pool : network.ipam().pools()) {
                var addresses = held.get(pool.subnet());
                for (var address : all) {
                    if (pool.subnet().contains(address)) {
                        assertThat(addresses.add(address)).as("%s held once", address).isTrue();
                    }
                }
                if (pool.gateway() != null) {
                    assertThat(addresses.add(pool.gateway())).isTrue();
                }
                addresses.addAll(pool.auxiliaryAddresses().values());
                int ends = pool.family().choose(2, 1); // the subnet's own addresses
                assertThat(world.networks().usage(network.id()).get(pool.subnet()).inUse())
                        .as("addresses in use in %s", pool.subnet())
                        .isEqualTo(BigInteger.valueOf(addresses.size() + (long) ends));
            }
        }
    }

    private List<InetAddress> virtual(Link bridge) {
        return root().listAddresses().stream()
                .filter(address -> address.link() == bridge.index())
                .filter(a -> a.prefixLength() == a.address().getAddress().length * 8)
                .map(InterfaceAddress::address)
                .toList();
    }

    /** The maps of published ports have the ports of the sandboxes. */
    private void checkPorts() {
        Map<String, Integer> wanted = new HashMap<>();
        for (var sandbox : sandboxes) {
            for (var port : sandbox.ports()) {
                if (!port.isStraight() && !isRelayed(sandbox, port)) {
                    var key = port.protocol().number() + " " + port.hostPort();
                    wanted.merge(key, 1, Integer::sum);
                }
            }
        }
        int elements = 0;
        for (var table : root().nft().tables()) {
            for (var set : root().nft().sets(table)) {
                if (set.name().startsWith("published") || set.name().startsWith("range")) {
                    for (NftElement element : root().nft().elements(set)) {
                        elements += set.intervals() ? length(element) : 1;
                    }
                }
            }
        }
        int ports = wanted.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(elements).as("published ports").isEqualTo(ports);
    }

    private boolean isRelayed(Sandbox sandbox, PublishedPort port) {
        return Traffic.leading(world, sandbox, Family.of(port.hostAddress())).isEmpty();
    }

    /** The relay carries the ports that the kernel cannot translate; without any it has ended. */
    private void checkRelay() {
        var wanted = new TreeSet<String>();
        for (var sandbox : sandboxes) {
            for (var port : sandbox.ports()) {
                if (isRelayed(sandbox, port)) {
                    wanted.add(
                            port.protocol().text()
                                    + " "
                                    + Addresses.text(port.hostAddress())
                                    + " "
                                    + port.hostPort());
                }
            }
        }
        assertThat(world.kernel.relayed(World.RELAY).keySet())
                .as("relayed ports")
                .isEqualTo(wanted);
        assertThat(world.kernel.hasRelay(World.RELAY)).as("relay").isEqualTo(!wanted.isEmpty());
    }

    private static int length(NftElement element) {
        var range = element.key().getLast().toString().split("-");
        return Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1;
    }

    // ---- At the end

    /**
     * A daemon that meets the same journal on a host where nothing is left but the containers' bare
     * namespaces makes the same host of it.
     */
    void rebuilt() {
        var before = text();
        var bare = new World(Simulation.machine(), world.disk.copy(), 1);
        bare.kernel.setClock(world.kernel);
        for (var sandbox : sandboxes) {
            bare.kernel.add(sandbox.netns());
            bare.kernel.netns(sandbox.netns()).apply(LinkChange.up(LinkRef.LOOPBACK));
            bare.kernel.enter(sandbox.containerId(), sandbox.netns());
            bare.running.add(sandbox.containerId());
        }
        bare.boot();
        bare.networks().restore(bare.running::contains);
        assertSame(KernelText.of(bare.kernel, files()), before, "rebuilt");
        bare.end();
    }

    /** Shows only the lines that differ. */
    private static void assertSame(List<String> found, List<String> wanted, String what) {
        if (found.equals(wanted)) {
            return;
        }
        var lacks = new TreeSet<>(wanted);
        lacks.removeAll(new HashSet<>(found));
        var has = new TreeSet<>(found);
        has.removeAll(new HashSet<>(wanted));
        assertThat(lacks.isEmpty() && has.isEmpty())
                .as(
                        "%s: %d lines are missing, such as %s; %d are too many, such as %s",
                        what, lacks.size(), some(lacks), has.size(), some(has))
                .isTrue();
    }

    private static List<String> some(Collection<String> lines) {
        return lines.stream().limit(8).toList();
    }

    /** A restart finds everything as it was, and changes nothing. */
    void restarted() {
        assertThat(world.networks().list()).isEqualTo(networks);
        assertThat(sorted(world.networks().sandboxes())).isEqualTo(sandboxes);
        assertThat(world.host().faults().take()).as("changes of a restart").isEmpty();
    }

    /** Without networks and containers the host is as it was at first. */
    void empty() {
        assertSame(text(), atFirst, "after all was taken down");
    }
}
