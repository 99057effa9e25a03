package naru.network.driver.lan;

import naru.linux.route.IpvlanFlag;
import naru.linux.route.IpvlanMode;
import naru.linux.route.MacvlanMode;
import naru.network.driver.Mtu;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.option.OptionReader;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/**
 * The options of a macvlan or ipvlan network.
 *
 * @param parent its parent interface
 * @param mode mode of container interfaces
 * @param mtu in bytes; null for the parent's
 * @param hostAccess whether the host can reach the containers, by an interface of its own
 * @param probe how long the LAN is probed before an address is allocated; zero for not at all
 * @param interfacePrefix prefix of interface names in containers
 */
record LanSettings(
        Parent parent,
        LanMode mode,
        @Nullable Integer mtu,
        boolean hostAccess,
        Duration probe,
        String interfacePrefix) {
    /** The IPAM driver that gets addresses from the LAN's DHCP server. */
    static final String DHCP = "dhcp";

    static final String PARENT = "parent";
    static final String MACVLAN_MODE = "macvlan_mode";
    static final String IPVLAN_MODE = "ipvlan_mode";
    static final String IPVLAN_FLAG = "ipvlan_flag";
    static final String HOST_ACCESS = "host_access";
    static final String PROBE = "naru.lan.probe_ms";
    private static final String PREFIX = "com.docker.network.container_iface_prefix";
    private static final int DEFAULT_PROBE_MILLIS =
            200; // ms; neighbours on a LAN answer within a few
    private static final int MAX_PROBE_MILLIS = 10_000;

    /** Reads the options of {@code network}; ignores unknown ones. */
    static LanSettings of(Network network) {
        var options = new OptionReader(network.options());
        var mode = mode(network.driver(), options);
        var named = options.text(PARENT, "");
        if (named.equals("lo")) {
            throw new NaruException.HostFailure(
                    "loopback interface is not a valid %s parent link".formatted(mode.kind()));
        }
        var parent =
                named.isEmpty()
                        ? Parent.none(mode.dummyPrefix() + network.id().shortId())
                        : Parent.named(named);
        boolean dhcp = network.ipam().driver().equals(DHCP);
        if (dhcp && (!(mode instanceof LanMode.Macvlan) || parent.isDummy())) {
            throw new NaruException.Invalid(
                    "ipam driver dhcp is for macvlan networks with a parent: there each container"
                            + " has a MAC address that identifies it for the LAN's server");
        }
        boolean hostAccess = options.flag(HOST_ACCESS, false);
        if (hostAccess) {
            checkHostAccess(network, mode, parent);
        }
        int mtu = Mtu.check(options.number(Mtu.OPTION, 0), network.enableIpv6());
        return new LanSettings(
                parent,
                mode,
                mtu == 0 ? null : mtu,
                hostAccess,
                probe(options.number(PROBE, DEFAULT_PROBE_MILLIS)),
                options.text(PREFIX, "eth"));
    }

    /** Whether containers of such a network use a router on the parent's LAN. */
    static boolean usesRouter(String driver, Map<String, String> options) {
        var reader = new OptionReader(options);
        return mode(driver, reader).isLayer2() && !reader.text(PARENT, "").isEmpty();
    }

    private static void checkHostAccess(Network network, LanMode mode, Parent parent) {
        if (!(mode instanceof LanMode.Macvlan(var how)) || how != MacvlanMode.BRIDGE) {
            throw new NaruException.Invalid(
                    HOST_ACCESS
                            + " is for macvlan networks of mode bridge: only there does an"
                            + " interface of the host reach those of containers");
        }
        if (network.internal() || parent.isDummy()) {
            throw new NaruException.Invalid(
                    HOST_ACCESS + " is not for internal networks, nor for those without a parent");
        }
    }

    private static Duration probe(int milliseconds) {
        if (milliseconds < 0 || milliseconds > MAX_PROBE_MILLIS) {
            throw new NaruException.Invalid(
                    "%s must be in the range 0 to %d".formatted(PROBE, MAX_PROBE_MILLIS));
        }
        return Duration.ofMillis(milliseconds);
    }

    private static LanMode mode(String driver, OptionReader options) {
        if (driver.equals("macvlan")) {
            return new LanMode.Macvlan(macvlan(options.text(MACVLAN_MODE, "bridge")));
        }
        return new LanMode.Ipvlan(
                ipvlan(options.text(IPVLAN_MODE, "l2")), flag(options.text(IPVLAN_FLAG, "bridge")));
    }

    private static MacvlanMode macvlan(String text) {
        return switch (text) {
            case "bridge" -> MacvlanMode.BRIDGE;
            case "private" -> MacvlanMode.PRIVATE;
            case "vepa" -> MacvlanMode.VEPA;
            case "passthru" -> MacvlanMode.PASSTHRU;
            default ->
                    throw new NaruException.HostFailure(
                            "requested macvlan mode '%s' is not valid, 'bridge' mode is the macvlan"
                                            .formatted(text)
                                    + " driver default");
        };
    }

    private static IpvlanMode ipvlan(String text) {
        return switch (text) {
            case "l2" -> IpvlanMode.L2;
            case "l3" -> IpvlanMode.L3;
            case "l3s" -> IpvlanMode.L3S;
            default ->
                    throw new NaruException.HostFailure(
                            "requested ipvlan mode '%s' is not valid, 'l2' mode is the ipvlan driver"
                                            .formatted(text)
                                    + " default");
        };
    }

    private static IpvlanFlag flag(String text) {
        return switch (text) {
            case "bridge" -> IpvlanFlag.BRIDGE;
            case "private" -> IpvlanFlag.PRIVATE;
            case "vepa" -> IpvlanFlag.VEPA;
            default ->
                    throw new NaruException.HostFailure(
                            "requested ipvlan flag '%s' is not valid, 'bridge' is the ipvlan driver"
                                            .formatted(text)
                                    + " default");
        };
    }

    /** Whether endpoints have MAC addresses of their own; those of ipvlan have their parent's. */
    boolean hasMacAddresses() {
        return mode instanceof LanMode.Macvlan;
    }
}
