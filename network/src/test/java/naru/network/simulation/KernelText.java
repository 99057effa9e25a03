package naru.network.simulation;

import naru.linux.nft.NftTable;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.network.fake.FakeKernel;
import naru.network.fake.FakeNetns;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a kernel holds, as lines of text in an order of their own: two kernels with the same text
 * differ in nothing but in numbers that the kernel chooses.
 */
final class KernelText {
    private static final List<String> SYSCTLS =
            List.of(
                    "net/ipv4/conf/LINK/route_localnet",
                    "net/ipv4/conf/LINK/arp_filter",
                    "net/ipv4/neigh/LINK/retrans_time_ms",
                    "net/ipv6/conf/LINK/disable_ipv6",
                    "net/ipv6/conf/LINK/accept_ra",
                    "net/ipv6/neigh/LINK/retrans_time_ms");

    private KernelText() {}

    /** The root namespace and those of {@code files}. */
    static List<String> of(FakeKernel kernel, Collection<Path> files) {
        var lines = new TreeSet<String>();
        add("host", kernel.root(), lines);
        for (var file : files) {
            var netns = kernel.netns(file);
            if (netns == null) {
                lines.add(file + " is missing");
            } else {
                add(file.getFileName().toString(), netns, lines);
            }
        }
        for (var file : kernel.files()) {
            if (!files.contains(file)) {
                lines.add(file + " is left over");
            }
        }
        rules(kernel.root(), lines);
        return List.copyOf(lines);
    }

    private static void add(String where, FakeNetns netns, Collection<String> lines) {
        Map<Integer, String> names = new HashMap<>();
        netns.listLinks().forEach(link -> names.put(link.index(), link.name()));
        for (var link : netns.listLinks()) {
            lines.add(where + " " + text(link, names));
            sysctls(where, netns, link.name(), lines);
        }
        for (var address : netns.listAddresses()) {
            lines.add(where + " " + text(address, names));
        }
        for (var route : netns.listRoutes()) {
            lines.add(where + " " + text(route, names));
        }
        for (var qdisc : netns.listQdiscs()) {
            lines.add(
                    "%s qdisc %s %s rate %d queue %d"
                            .formatted(
                                    where,
                                    names.get(qdisc.link()),
                                    qdisc.kind(),
                                    qdisc.rate(),
                                    qdisc.queue()));
        }
        lines.add(where + " ip_forward " + netns.sysctls().read("net/ipv4/ip_forward"));
    }

    private static void sysctls(
            String where, FakeNetns netns, String link, Collection<String> lines) {
        var values = new ArrayList<String>();
        for (var name : SYSCTLS) {
            values.add(netns.sysctls().find(name.replace("LINK", link)).orElse("-"));
        }
        lines.add(where + " parameters of " + link + " " + values);
    }

    /** Host ends and parents have addresses that the kernel chooses. */
    private static String text(Link link, Map<Integer, String> names) {
        boolean chosen =
                link.kind().equals("dummy")
                        || link.kind().equals("vlan")
                        || (link.kind().equals("veth") && link.master() != 0);
        return "link %s %s%s%s mtu %d %s master %s alias '%s' stp %s port %s"
                .formatted(
                        link.name(),
                        link.kind(),
                        link.up() ? " up" : " down",
                        link.running() ? "" : " no carrier",
                        link.mtu(),
                        chosen || link.kind().equals("ipvlan") ? "" : link.address(),
                        names.getOrDefault(link.master(), "none"),
                        link.kind().equals("vlan") ? "of one of its users" : link.alias(),
                        link.stp(),
                        link.port() == null
                                ? "none"
                                : new TreeSet<>(link.port().flags())
                                        + " "
                                        + link.port().forwarding());
    }

    private static String text(InterfaceAddress address, Map<Integer, String> names) {
        return "address %s/%d on %s brd %s flags %x proto %d"
                .formatted(
                        text(address.address()),
                        address.prefixLength(),
                        names.get(address.link()),
                        text(address.broadcast()),
                        address.flags(),
                        address.protocol());
    }

    private static String text(Route route, Map<Integer, String> names) {
        boolean own = route.metric() > 2000; // of a bridge's ::1, which has the link's number
        return "route %s/%d via %s on %s src %s table %d proto %d scope %d type %d metric %s"
                .formatted(
                        text(route.destination()),
                        route.prefixLength(),
                        text(route.gateway()),
                        names.get(route.link()),
                        text(route.source()),
                        route.table(),
                        route.protocol(),
                        route.scope(),
                        route.type(),
                        own ? "own" : route.metric());
    }

    private static String text(InetAddress address) {
        return address == null ? "-" : address.getHostAddress();
    }

    private static void rules(FakeNetns netns, Collection<String> lines) {
        for (NftTable table : netns.nft().tables()) {
            lines.add("table " + table);
            for (var chain : netns.nft().chains(table)) {
                lines.add("chain " + chain + " " + chain.hook());
            }
            int number = 0;
            for (var rule : netns.nft().rules(table)) {
                lines.add(
                        "rule "
                                + table
                                + ' '
                                + rule.chain()
                                + ' '
                                + (1000 + number++) // in the order of text
                                + ' '
                                + rule.comment()
                                + ' '
                                + rule.expressions());
            }
            for (var set : netns.nft().sets(table)) {
                lines.add("set " + set);
                for (var element : netns.nft().elements(set)) {
                    lines.add("element " + set + " " + element);
                }
            }
        }
    }
}
