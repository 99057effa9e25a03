package naru.network.model;

import java.util.Map;
import java.util.Set;

/**
 * The driver options of an endpoint: as the user wrote them, and their values, which {@code
 * naru.network.option} reads once.
 *
 * @param text of all options, including unknown ones
 * @param sysctls by paths below {@code /proc/sys}, in which {@code IFNAME} stands for the interface
 * @param port those of bridge ports, which other drivers ignore
 */
public record DriverOptions(
        Map<String, String> text,
        VirtualShare virtual,
        Map<String, String> sysctls,
        PortOptions port) {
    /** No options. */
    public static final DriverOptions NONE = ofText(Map.of());

    public DriverOptions {
        text = Values.copy(text);
        sysctls = Values.copy(sysctls);
    }

    /**
     * The endpoint's part in virtual addresses.
     *
     * @param aliases that have a virtual address if the endpoint has them, in lower case
     * @param sticky those of them at which a client always reaches the same member
     * @param weight of the member, relative to the sum of all; 0 to 1000
     */
    public record VirtualShare(Set<String> aliases, Set<String> sticky, int weight) {
        public static final VirtualShare DEFAULT = new VirtualShare(Set.of(), Set.of(), 1);

        public VirtualShare {
            aliases = Values.copy(aliases);
            sticky = Values.copy(sticky);
        }
    }

    /** Options of which none has a meaning here. */
    public static DriverOptions ofText(Map<String, String> text) {
        return new DriverOptions(text, VirtualShare.DEFAULT, Map.of(), PortOptions.NONE);
    }

    /** Whether the interface is to have no IPv6. */
    public boolean disableIpv6() {
        return "1".equals(sysctls.get("net/ipv6/conf/IFNAME/disable_ipv6"));
    }
}
