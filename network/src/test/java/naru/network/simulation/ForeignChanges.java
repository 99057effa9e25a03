package naru.network.simulation;

import naru.linux.error.LinuxException;
import naru.linux.nft.NftChange;
import naru.linux.route.AddressChange;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Change;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.fake.FakeNetns;
import naru.network.model.Sandbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** What other programs on a host do to it: to anything that Naru made. */
final class ForeignChanges {
    private static final int OTHER_PROCESS = -7; // the port of its nftables socket

    private static final int IPV6_BITS = 128;

    private final World world;
    private final Random random;
    private final List<String> script;
    private final FakeNetns root;

    ForeignChanges(World world, Random random, List<String> script) {
        this.world = world;
        this.random = random;
        this.script = script;
        root = world.kernel.root();
    }

    /** Makes one change at random; some are refused. */
    void change() {
        try {
            switch (random.nextInt(17)) {
                case 0, 1 -> apply(new LinkChange.Delete(link()));
                case 2 -> apply(LinkChange.down(link()));
                case 3 -> apply(new LinkChange.Set(link(), LinkSettings.NONE.master(0)));
                case 4 -> apply(new LinkChange.Set(tagged(true), LinkSettings.NONE.alias("mine")));
                case 5 -> apply(new LinkChange.Set(tagged(false), LinkSettings.NONE.mtu(1300)));
                case 6 ->
                        apply(
                                new LinkChange.SetBridgePort(
                                        link(),
                                        BridgePortOptions.NONE.with(
                                                pick(List.of(BridgePortFlag.values())),
                                                random.nextBoolean())));
                case 7, 8 -> addresses();
                case 9, 10 -> route();
                case 11, 12, 13 -> rules();
                case 14 -> sysctl();
                case 15 -> {
                    script.add("foreign kill of the relay");
                    world.kernel.killRelays();
                }
                default -> unlink();
            }
        } catch (LinuxException e) {
            script.add("  refused: " + e.getMessage());
        }
    }

    private void apply(Change change) {
        script.add("foreign " + change);
        root.apply(change);
    }

    private LinkRef link() {
        return link(_ -> true);
    }

    /**
     * A link that is known by more than its tag: a bridge, a dummy or a host end that is wanted. A
     * VLAN without it would not be Naru's any more after a restart.
     */
    private LinkRef tagged(boolean dummies) {
        var wanted = new HashSet<String>();
        for (var network : world.networks().list()) {
            wanted.add(Checks.bridge(network));
            if (dummies) {
                wanted.add(Checks.dummy(network));
            }
        }
        world.networks().sandboxes().stream()
                .flatMap(sandbox -> sandbox.endpoints().stream())
                .forEach(endpoint -> wanted.add(endpoint.hostEnd()));
        return link(link -> wanted.contains(link.name()));
    }

    private LinkRef link(Predicate<Link> which) {
        var links =
                root.listLinks().stream()
                        .filter(link -> !List.of("lo", "uplink", "lan").contains(link.name()))
                        .filter(which)
                        .map(Link::index)
                        .toList();
        return LinkRef.of(links.isEmpty() ? 999 : pick(links));
    }

    private void addresses() {
        int uplink = uplink();
        var addresses = root.listAddresses().stream().filter(a -> a.link() != uplink).toList();
        if (!addresses.isEmpty()) {
            apply(new AddressChange.Delete(pick(addresses)));
        }
    }

    /** Its address and routes are not Naru's, and nothing restores them. */
    private int uplink() {
        return root.link("uplink").orElseThrow().index();
    }

    private void route() {
        int uplink = uplink();
        var routes =
                root.listRoutes().stream()
                        .filter(route -> !isIdle(route) && route.link() != uplink)
                        .toList();
        if (!routes.isEmpty()) {
            apply(new RouteChange.Delete(pick(routes)));
        }
    }

    /** The kernel's second route to a single IPv6 address of the host; the local one delivers. */
    private static boolean isIdle(Route route) {
        return route.type() == Route.RTN_UNICAST && route.prefixLength() == IPV6_BITS;
    }

    private void rules() {
        var tables = root.nft().tables();
        if (tables.isEmpty()) {
            return;
        }
        var table = pick(tables);
        var changes = new ArrayList<NftChange>();
        switch (random.nextInt(5)) {
            case 0 -> changes.add(new NftChange.DeleteTable(table));
            case 1 -> root.nft().tables().forEach(t -> changes.add(new NftChange.DeleteTable(t)));
            case 2 -> {
                var chain = pick(root.nft().chains(table));
                changes.add(new NftChange.FlushChain(table, chain.name()));
            }
            case 3 -> {
                var rules = root.nft().rules(table);
                if (!rules.isEmpty()) {
                    var rule = pick(rules);
                    changes.add(new NftChange.DeleteRule(table, rule.chain(), rule.handle()));
                }
            }
            default -> {
                var set = pick(root.nft().sets(table));
                var elements = root.nft().elements(set);
                if (!elements.isEmpty()) {
                    changes.add(
                            random.nextBoolean()
                                    ? new NftChange.FlushSet(set)
                                    : new NftChange.DeleteElements(set, List.of(pick(elements))));
                }
            }
        }
        script.add("foreign " + changes);
        root.nft().commit(changes, OTHER_PROCESS);
    }

    private void sysctl() {
        var names = new ArrayList<String>();
        names.add("net/ipv4/ip_forward");
        for (var link : root.listLinks()) {
            if (link.kind().equals("bridge")) {
                names.add("net/ipv4/conf/" + link.name() + "/route_localnet");
            }
            if (link.master() != 0) {
                names.add("net/ipv6/conf/" + link.name() + "/disable_ipv6");
            }
        }
        var name = pick(names);
        script.add("foreign sysctl " + name + "=0");
        root.sysctls().write(name, "0");
    }

    private void unlink() {
        var files = world.networks().sandboxes().stream().map(Sandbox::netns).toList();
        if (!files.isEmpty()) {
            var file = pick(files);
            script.add("foreign unlink " + file);
            world.kernel.unlink(file);
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
