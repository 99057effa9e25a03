package naru.network.fake;

import naru.linux.address.Family;
import naru.linux.error.Errno;
import naru.linux.route.RouteEvent;
import naru.network.host.Sysctls;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The kernel parameters of a {@link FakeNetns}, as its processes and other programs set them. */
public final class FakeSysctls implements Sysctls {
    private static final String FORWARD = "net/ipv4/ip_forward";

    private final Map<String, String[]> parsed = new HashMap<>();
    private final FakeNetns netns;
    private final FakeKernel kernel;
    private final Map<String, String> plain =
            new HashMap<>(
                    Map.of(
                            "net/ipv4/ip_unprivileged_port_start", "1024",
                            "net/ipv4/ping_group_range", "1\t0",
                            "net/ipv4/ip_local_port_range", "32768\t60999",
                            "net/ipv4/ip_local_reserved_ports", "",
                            "net/core/somaxconn", "4096"));

    FakeSysctls(FakeNetns netns, FakeKernel kernel) {
        this.netns = netns;
        this.kernel = kernel;
    }

    @Override
    public Optional<String> find(String name) {
        if (name.equals(FORWARD)) {
            return netns.all4.find("conf/forwarding");
        }
        var conf = conf(name);
        if (conf != null) {
            return conf.conf().find(conf.name());
        }
        var own = plain.get(name);
        return Optional.ofNullable(own == null ? kernel.sysctl(name) : own);
    }

    @Override
    public void write(String name, String value) {
        if (find(name).isEmpty()) {
            throw FakeNetns.refused(Errno.ENOENT, "open", "/proc/sys/" + name);
        }
        if (name.equals(FORWARD)) {
            write("net/ipv4/conf/all/forwarding", value);
            return;
        }
        var conf = conf(name);
        if (conf == null) {
            plain.put(name, value);
            return;
        }
        conf.conf().put(conf.name(), value);
        effects(conf, value);
    }

    /** What some parameters do beside being set. */
    private void effects(Place place, String value) {
        boolean all = place.link().equals("all");
        if (place.name().equals("conf/forwarding") && all) {
            everywhere(place, value);
            netns.emit(
                    new RouteEvent.ForwardingIs(
                            place.family(), RouteEvent.ForwardingIs.EVERYWHERE, value.equals("1")));
        }
        if (place.name().equals("conf/disable_ipv6")) {
            if (all) {
                everywhere(place, value);
            }
            netns.links()
                    .filter(link -> all || link.name.equals(place.link()))
                    .filter(_ -> value.equals("1"))
                    .toList()
                    .forEach(netns::removeIpv6);
        }
    }

    private void everywhere(Place place, String value) {
        place.family().choose(netns.default4, netns.default6).put(place.name(), value);
        netns.links()
                .forEach(link ->
                        place.family().choose(link.ipv4, link.ipv6).put(place.name(), value));
    }

    /** A parameter of a link, of all or of new ones. */
    private record Place(Family family, String link, FakeConf conf, String name) {}

    /** The parts of a name; empty for one that is not of a link. */
    private static String[] words(String path) {
        var words = path.split("/", 5);
        boolean known =
                words.length == 5
                        && words[0].equals("net")
                        && (words[1].equals("ipv4") || words[1].equals("ipv6"))
                        && (words[2].equals("conf") || words[2].equals("neigh"));
        return known ? words : new String[0];
    }

    /** Reads {@code net/ipv6/conf/eth0/disable_ipv6}; null for another kind of name. */
    private Place conf(String path) {
        var words = parsed.computeIfAbsent(path, FakeSysctls::words);
        if (words.length == 0) {
            return null;
        }
        var family = words[1].equals("ipv6") ? Family.IPV6 : Family.IPV4;
        var conf =
                switch (words[3]) {
                    case "all" -> family.choose(netns.all4, netns.all6);
                    case "default" -> family.choose(netns.default4, netns.default6);
                    default -> {
                        var link = netns.find(words[3]);
                        boolean none = link == null || (family == Family.IPV6 && !link.hasIpv6());
                        yield none ? null : family.choose(link.ipv4, link.ipv6);
                    }
                };
        return conf == null ? null : new Place(family, words[3], conf, words[2] + "/" + words[4]);
    }
}
