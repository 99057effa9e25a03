package naru.acceptance.lan;

import naru.linux.address.Family;

import java.util.List;
import java.util.Locale;

/** A network of the LAN's truth table, on a parent interface. */
enum LanRide {
    TOGETHER("macvlan", Among.EACH_OTHER, "macvlan_mode=bridge"),
    /** A second network of the same kind on the same parent. */
    BESIDE("macvlan", Among.EACH_OTHER, "macvlan_mode=bridge"),
    PRIVATE("macvlan", Among.NOBODY, "macvlan_mode=private"),
    VEPA("macvlan", Among.BY_THE_SWITCH, "macvlan_mode=vepa"),
    WITH_HOST("macvlan", Among.EACH_OTHER, "host_access=true"),
    L2("ipvlan", Among.EACH_OTHER, "ipvlan_mode=l2"),
    L2_PRIVATE("ipvlan", Among.NOBODY, "ipvlan_mode=l2", "ipvlan_flag=private"),
    L2_VEPA("ipvlan", Among.BY_THE_SWITCH, "ipvlan_mode=l2", "ipvlan_flag=vepa"),
    L3("ipvlan", Among.EACH_OTHER, "ipvlan_mode=l3"),
    L3S("ipvlan", Among.EACH_OTHER, "ipvlan_mode=l3s");

    /** The path of frames between containers on the same parent. */
    enum Among {
        EACH_OTHER,
        BY_THE_SWITCH,
        NOBODY
    }

    static final List<LanRide> MACVLANS = List.of(TOGETHER, BESIDE, PRIVATE, VEPA, WITH_HOST);

    private final String driver;
    private final Among among;
    private final List<String> options;

    LanRide(String driver, Among among, String... options) {
        this.driver = driver;
        this.among = among;
        this.options = List.of(options);
    }

    String driver() {
        return driver;
    }

    Among among() {
        return among;
    }

    boolean hasHost() {
        return this == WITH_HOST;
    }

    /** Whether the host routes for it; it then has a subnet of its own. */
    boolean routed() {
        return this == L3 || this == L3S;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@code number}-th address, 1 to 5; unique on the LAN. */
    String address(Family family, int number) {
        return family == Family.IPV4
                ? (routed() ? "10.60.0." : "10.213.0.") + (range4() + number)
                : "%s:%d0%d".formatted(routed() ? "fd77:60:" : "fd77:ff:", 1 + ordinal(), number);
    }

    /** Networks of one subnet have ranges of their own. */
    private int range4() {
        return 128 + 8 * ordinal();
    }

    private String range(Family family) {
        return family == Family.IPV4
                ? address(family, 0) + "/29"
                : "fd77:%s::%d00/120".formatted(routed() ? "60" : "ff", 1 + ordinal());
    }

    String subnet(Family family) {
        if (family == Family.IPV4) {
            return routed() ? "10.60.0.0/24" : Lan.SUBNET;
        }
        return routed() ? "fd77:60::/64" : LanGround.SUBNET6;
    }

    /** The arguments of docker that create it. */
    String creation(String parent) {
        var words =
                new StringBuilder("network create --ipv6 -d " + driver + " -o parent=" + parent);
        options.forEach(option -> words.append(" -o ").append(option));
        for (var family : Family.values()) {
            words.append(" --subnet ").append(subnet(family));
            words.append(" --ip-range ").append(range(family));
        }
        if (hasHost()) {
            words.append(" --aux-address host6=").append(LanGround.HOST6_AMONG_THEM);
        }
        return words.append(' ').append(title()).toString();
    }
}
