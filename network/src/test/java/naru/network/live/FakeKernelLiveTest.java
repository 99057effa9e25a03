package naru.network.live;

import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.jump;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.EthernetAddress;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.error.LinuxException;
import naru.linux.nft.ChainHook;
import naru.linux.nft.Nft;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.linux.nft.Nftables;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgeOptions;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.QdiscChange;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.linux.route.Rtnetlink;
import naru.network.fake.FakeKernel;
import naru.network.host.Host;
import naru.network.host.OpenNamespace;
import naru.network.host.linux.LinuxHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The kernel in memory behaves as the real one: the same random changes are made to both, each is
 * refused with the same error or by neither, and both list the same afterwards. A seed that fails
 * is printed; {@code -Dnaru.fake.seed=N} runs it alone, {@code -Dnaru.fake.seeds=N} the first ones.
 */
class FakeKernelLiveTest {
    private static final int SEEDS = Integer.getInteger("naru.fake.seeds", 8);
    private static final int CHANGES = 40;

    /** IPv6 routes come from a work queue. */
    private static final long TIMEOUT_MILLIS = 10_000;

    private static final NftTable TABLE = NftTable.inet("fake");
    private static final NftSet PLAIN = NftSet.of(TABLE, "plain", NftType.INTERFACE_NAME);
    private static final NftSet RANGES =
            NftSet.of(TABLE, "ranges", NftType.INET_PROTOCOL, NftType.INET_SERVICE).withIntervals();
    private static final NftSet VERDICTS =
            NftSet.of(TABLE, "verdicts", NftType.INTERFACE_NAME).to(NftType.VERDICT);
    private static final NftChain REGULAR = NftChain.regular(TABLE, "regular");
    private static final NftChain BASE =
            NftChain.base(TABLE, "base", ChainHook.filter(ChainHook.Point.FORWARD, 0));

    private Path directory;
    private Netns netns;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"))
                        && "root".equals(System.getProperty("user.name")),
                "needs root");
        directory = Files.createTempDirectory("naru-fake-");
    }

    @AfterEach
    void close() throws IOException {
        if (directory != null) {
            try (var files = Files.list(directory)) {
                files.forEach(file -> Netns.delete(Kernel.DIRECT, file));
            }
            Files.delete(directory);
        }
    }

    @Test
    void behavesAsTheRealKernel() {
        var one = Long.getLong("naru.fake.seed");
        for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
            compare(seed);
        }
    }

    /** A host and a namespace beside it. */
    private record Side(Host host, OpenNamespace inner) {
        Rtnetlink route(boolean inside) {
            return inside ? inner.route() : host.route();
        }

        /** The number of a link, or one that no link has. */
        int index(boolean inside, String name) {
            return route(inside).link(name).map(Link::index).orElse(9999);
        }
    }

    private record Step(String name, Consumer<Side> change) {}

    private void compare(long seed) {
        var file = directory.resolve("host");
        var inner = directory.resolve("inner");
        netns = Netns.create(Kernel.DIRECT, file);
        var script = new ArrayList<String>();
        var fake = new FakeKernel().boot();
        try (var real = LinuxHost.in(Kernel.DIRECT, netns);
                var realInner = real.namespaces().create(inner, Map.of());
                var fakeInner = fake.namespaces().create(inner, Map.of())) {
            var here = new Side(real, realInner);
            var there = new Side(fake, fakeInner);
            var random = new Random(seed);
            for (int i = 0; i < CHANGES; i++) {
                var step = i == 0 ? loopbacks() : step(random);
                var said = outcome(step, here);
                script.add(step.name + (said.isEmpty() ? "" : "  " + said));
                assertThat(outcome(step, there))
                        .as("seed %d\n%s", seed, String.join("\n", script))
                        .isEqualTo(said);
                awaitSame(here, there, seed, script);
            }
        } finally {
            netns.close();
            Netns.delete(Kernel.DIRECT, inner);
            Netns.delete(Kernel.DIRECT, file);
        }
    }

    private static String outcome(Step step, Side side) {
        try {
            step.change.accept(side);
            return "";
        } catch (LinuxException e) {
            return e.errno().symbol();
        }
    }

    private static void awaitSame(Side here, Side there, long seed, List<String> script) {
        long end = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (!text(here).equals(text(there)) && System.nanoTime() < end) {
            Lab.pause(2);
        }
        var missing = new TreeSet<>(text(here));
        missing.removeAll(text(there));
        var surplus = new TreeSet<>(text(there));
        surplus.removeAll(text(here));
        assertThat(missing.toString() + surplus)
                .as(
                        "seed %d\n%s\nthe fake lacks %s\nand has %s",
                        seed, String.join("\n", script), missing, surplus)
                .isEqualTo("[][]");
    }

    // ---- Changes

    private static Step loopbacks() {
        return new Step(
                "loopbacks up",
                side -> {
                    side.route(false).apply(LinkChange.up(LinkRef.LOOPBACK));
                    side.route(true).apply(LinkChange.up(LinkRef.LOOPBACK));
                });
    }

    private static Step step(Random random) {
        return switch (random.nextInt(20)) {
            case 0, 1 -> addBridge(random);
            case 2, 3, 4 -> addVeth(random);
            case 5, 6, 7, 8 -> set(random);
            case 9 -> delete(random);
            case 10, 11, 12 -> address(random);
            case 13, 14 -> route(random);
            case 15 -> port(random);
            case 16 -> sysctl(random);
            case 17 -> limit(random);
            default -> rules(random);
        };
    }

    private static String bridge(Random random) {
        return "bridge" + random.nextInt(2);
    }

    private static String name(Random random, boolean inside) {
        if (inside) {
            return "inner" + random.nextInt(3);
        }
        return random.nextInt(3) == 0 ? bridge(random) : "outer" + random.nextInt(3);
    }

    private static Step addBridge(Random random) {
        var name = bridge(random);
        var mac = new EthernetAddress(0x0200_0000_0100L + random.nextInt(200));
        var settings = LinkSettings.NONE.mtu(1500).address(mac).alias("bridge of a test");
        var wanted = random.nextBoolean() ? settings.setUp() : settings;
        var options = BridgeOptions.NONE.stp(false).multicastSnooping(false);
        return new Step(
                "add " + name + " " + wanted,
                side -> side.route(false).apply(new LinkChange.AddBridge(name, wanted, options)));
    }

    private static Step addVeth(Random random) {
        int number = random.nextInt(3);
        var mac = new EthernetAddress(0x0200_0000_0000L + random.nextInt(200));
        return new Step(
                "add outer" + number + " and inner" + number,
                side ->
                        side.route(false)
                                .apply(
                                        new LinkChange.AddVeth(
                                                "outer" + number,
                                                LinkSettings.NONE.mtu(1500).alias("outer end"),
                                                "inner" + number,
                                                LinkSettings.NONE
                                                        .mtu(1500)
                                                        .address(mac)
                                                        .netns(side.inner.handle()))));
    }

    private static Step set(Random random) {
        boolean inside = random.nextInt(3) == 0;
        var name = name(random, inside);
        var master = bridge(random);
        int kind = random.nextInt(inside ? 3 : 6);
        return new Step(
                "set %s %s %d %s".formatted(inside ? "inside" : "outside", name, kind, master),
                side -> {
                    var settings =
                            switch (kind) {
                                case 0, 1 -> LinkSettings.NONE.setUp();
                                case 2 -> LinkSettings.NONE.setDown();
                                case 3 -> LinkSettings.NONE.alias("another");
                                case 4 -> LinkSettings.NONE.master(0);
                                // alone: kernels differ in what they change before they refuse it
                                default -> LinkSettings.NONE.master(side.index(false, master));
                            };
                    side.route(inside).apply(new LinkChange.Set(LinkRef.of(name), settings));
                });
    }

    private static Step delete(Random random) {
        boolean inside = random.nextInt(4) == 0;
        var name = name(random, inside);
        return new Step(
                "delete " + name,
                side -> side.route(inside).apply(new LinkChange.Delete(LinkRef.of(name))));
    }

    private static Step address(Random random) {
        boolean inside = random.nextBoolean();
        var name = name(random, inside);
        int kind = random.nextInt(3);
        int last = 1 + random.nextInt(3);
        var network = random.nextBoolean() ? "10.55.0." : "fd55::";
        int length =
                network.contains(":")
                        ? (random.nextInt(4) == 0 ? 128 : 64)
                        : random.nextInt(4) == 0 ? 32 : 24;
        var ip = InetAddress.ofLiteral(network + last);
        return new Step(
                "address %s %d %s/%d".formatted(name, kind, ip.getHostAddress(), length),
                side -> {
                    var address =
                            InterfaceAddress.of(side.index(inside, name), ip, length)
                                    .protocol(kind == 1 ? 'N' : 0);
                    side.route(inside)
                            .apply(
                                    switch (kind) {
                                        case 0 -> new AddressChange.Add(address);
                                        case 1 -> new AddressChange.Replace(address);
                                        default -> new AddressChange.Delete(address);
                                    });
                });
    }

    private static Step route(Random random) {
        int kind = random.nextInt(3);
        boolean ipv6 = random.nextInt(3) == 0;
        var gateway = InetAddress.ofLiteral(ipv6 ? "fd55::1" : "10.55.0.1");
        boolean byDefault = random.nextBoolean();
        var network = InetAddress.ofLiteral(ipv6 ? "fd66::" : "10.66.0.0");
        return new Step(
                "route %d %s %s".formatted(kind, byDefault, gateway.getHostAddress()),
                side -> {
                    var route =
                            byDefault
                                    ? Route.byDefault(gateway)
                                    : Route.to(network, ipv6 ? 64 : 24, gateway);
                    side.route(true)
                            .apply(
                                    switch (kind) {
                                        case 0 -> new RouteChange.Add(route);
                                        case 1 -> new RouteChange.Replace(route);
                                        default -> new RouteChange.Delete(route);
                                    });
                });
    }

    private static Step port(Random random) {
        var name = "outer" + random.nextInt(3);
        var flag = BridgePortFlag.values()[random.nextInt(6)];
        boolean on = random.nextBoolean();
        var options = BridgePortOptions.NONE.with(flag, on);
        return new Step(
                "port %s %s %s".formatted(name, flag, on),
                side ->
                        side.route(false)
                                .apply(new LinkChange.SetBridgePort(LinkRef.of(name), options)));
    }

    private static Step sysctl(Random random) {
        boolean inside = random.nextBoolean();
        var name = name(random, inside);
        var sysctl =
                switch (random.nextInt(4)) {
                    case 0 -> "net/ipv4/conf/" + name + "/route_localnet";
                    case 1 -> "net/ipv6/conf/" + name + "/disable_ipv6";
                    case 2 -> "net/ipv6/conf/default/disable_ipv6";
                    default -> "net/ipv4/ip_forward";
                };
        var value = Integer.toString(random.nextInt(2));
        return new Step(
                "sysctl " + sysctl + "=" + value,
                side -> (inside ? side.inner.sysctl() : side.host.sysctl()).write(sysctl, value));
    }

    private static Step limit(Random random) {
        var name = "outer" + random.nextInt(3);
        long rate = 1_000_000L * (1 + random.nextInt(3));
        return new Step(
                "limit " + name + " to " + rate,
                side ->
                        side.route(false)
                                .apply(
                                        new QdiscChange.Limit(
                                                side.index(false, name), rate, 16384, 65536)));
    }

    private static Step rules(Random random) {
        var changes = new ArrayList<NftChange>();
        changes.add(new NftChange.AddTable(TABLE));
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            changes.add(rule(random));
        }
        return new Step("commit " + changes, side -> side.host.nft().commit(changes));
    }

    private static NftChange rule(Random random) {
        var link = NftValue.link("link" + random.nextInt(3));
        int low = 8000 + random.nextInt(4);
        var range = NftValue.ports(low, low + random.nextInt(3));
        var verdict = VERDICTS.element(link).to(jump(REGULAR));
        var ports = RANGES.element(NftValue.protocol(6), range);
        return switch (random.nextInt(18)) {
            case 0 -> new NftChange.AddChain(REGULAR);
            case 1 -> new NftChange.AddChain(BASE);
            case 2 -> new NftChange.AddSet(PLAIN);
            case 3 -> new NftChange.AddSet(RANGES);
            case 4 -> new NftChange.AddSet(VERDICTS);
            case 5, 6 -> new NftChange.AddElements(PLAIN, List.of(PLAIN.element(link)));
            case 7 -> new NftChange.DeleteElements(PLAIN, List.of(PLAIN.element(link)));
            case 8, 9 -> new NftChange.AddElements(RANGES, List.of(ports));
            case 10 -> new NftChange.AddElements(VERDICTS, List.of(verdict));
            case 11 ->
                    new NftChange.AppendRule(
                            Nft.rule(BASE, iifname().in(PLAIN), accept()).comment("in the set"));
            case 12 -> new NftChange.InsertRule(Nft.rule(BASE, jump(REGULAR)).comment("jump"));
            case 13 -> new NftChange.FlushChain(TABLE, BASE.name());
            case 14 -> new NftChange.FlushSet(PLAIN);
            case 15 -> new NftChange.DeleteSet(PLAIN);
            case 16 -> new NftChange.DeleteChain(TABLE, REGULAR.name());
            default ->
                    random.nextInt(3) == 0
                            ? new NftChange.DeleteTable(TABLE)
                            : new NftChange.AddElements(PLAIN, List.of(PLAIN.element(link)));
        };
    }

    // ---- What a side lists

    private static List<String> text(Side side) {
        var lines = new TreeSet<String>();
        add("outside", side.host.route(), lines);
        add("inside", side.inner.route(), lines);
        rules(side.host.nft(), lines);
        return List.copyOf(lines);
    }

    private static void add(String where, Rtnetlink route, TreeSet<String> lines) {
        Map<Integer, String> names = new HashMap<>();
        route.links().forEach(link -> names.put(link.index(), link.name()));
        for (var link : route.links()) {
            if (link.name().equals("lo")) {
                continue;
            }
            var port = link.port();
            lines.add(
                    "%s %s %s %s %s %s %d master %s '%s' group %d %s"
                            .formatted(
                                    where,
                                    link.name(),
                                    link.kind(),
                                    link.up() ? "up" : "down",
                                    link.lowerUp() ? "carrier" : "none",
                                    link.running() ? "running" : "none",
                                    link.mtu(),
                                    names.getOrDefault(link.master(), "none"),
                                    link.alias(),
                                    link.group(),
                                    port == null
                                            ? ""
                                            : new TreeSet<>(port.flags())
                                                    + " "
                                                    + port.forwarding()));
        }
        for (var address : route.addresses()) {
            if (isListed(address.address(), names.get(address.link()))) {
                lines.add(
                        "%s address %s/%d %s flags %x scope %d proto %d"
                                .formatted(
                                        where,
                                        address.address().getHostAddress(),
                                        address.prefixLength(),
                                        names.get(address.link()),
                                        address.flags() & 0xa1,
                                        address.scope(),
                                        address.protocol()));
            }
        }
        for (var row : route.routes()) {
            boolean listed = row.type() == Route.RTN_UNICAST || row.type() == Route.RTN_LOCAL;
            if (listed && isListed(row.destination(), names.get(row.link()))) {
                lines.add(
                        "%s route %s/%d via %s %s src %s table %d proto %d scope %d type %d metric %d"
                                .formatted(
                                        where,
                                        row.destination().getHostAddress(),
                                        row.prefixLength(),
                                        row.gateway(),
                                        names.get(row.link()),
                                        row.source(),
                                        row.table(),
                                        row.protocol(),
                                        row.scope(),
                                        row.type(),
                                        row.metric()));
            }
        }
        route.qdiscs().stream()
                .filter(qdisc -> qdisc.kind().equals("tbf"))
                .forEach(q -> lines.add(where + " tbf " + names.get(q.link()) + " " + q.rate()));
    }

    /** Linux makes link-local addresses and multicast routes by itself; the fake does not. */
    private static boolean isListed(InetAddress address, String link) {
        boolean ipv4 = address instanceof Inet4Address;
        return !"lo".equals(link)
                && !address.isLinkLocalAddress()
                && (ipv4 || !address.isMulticastAddress());
    }

    private static void rules(Nftables nft, TreeSet<String> lines) {
        for (var table : nft.tables()) {
            lines.add("table " + table);
            nft.chains(table).forEach(chain -> lines.add("chain " + chain + " " + chain.hook()));
            int number = 0;
            for (var rule : nft.rules(table)) {
                lines.add(
                        "rule %s %d %s %s"
                                .formatted(
                                        rule.chain(),
                                        number++,
                                        rule.comment(),
                                        rule.expressions()));
            }
            for (var set : nft.sets(table)) {
                lines.add("set " + set + " " + set.key() + set.data() + set.intervals());
                Stream.of(PLAIN, RANGES, VERDICTS)
                        .filter(known -> known.name().equals(set.name()))
                        .flatMap(known -> nft.elements(known).stream())
                        .forEach(element -> lines.add("element " + set + " " + element));
            }
        }
    }
}
