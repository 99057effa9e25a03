package naru.network.option;

import naru.network.model.DriverOptions;
import naru.network.model.DriverOptions.VirtualShare;
import naru.network.model.NaruException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the options of endpoints that all drivers have in common. */
public final class EndpointOptionReader {
    /** Aliases of the endpoint that have a virtual address, {@code web,api}. */
    public static final String VIRTUAL = "naru.endpoint.virtual";

    /** Those of them that are sticky. */
    public static final String STICKY = "naru.endpoint.sticky";

    /** The weight of a member, relative to the sum of all. */
    public static final String WEIGHT = "naru.endpoint.weight";

    private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";
    private static final int MAX_WEIGHT = 1000;
    private static final Pattern SYSCTL =
            Pattern.compile("net\\.(ipv4|ipv6|mpls)\\.[a-z]+\\.(IFNAME|ifname)\\.[A-Za-z0-9_-]+");

    private EndpointOptionReader() {}

    /**
     * Reads the options of a request; those of one driver only are ignored.
     *
     * @throws NaruException.Invalid naming the invalid one
     */
    public static DriverOptions read(Map<String, String> text) {
        var sysctls = sysctls(text.getOrDefault(SYSCTLS, ""));
        int weight = OptionReader.upTo(MAX_WEIGHT, "", WEIGHT, text.getOrDefault(WEIGHT, "1"));
        var sticky = VirtualAliases.names(text, STICKY);
        var virtual = new VirtualShare(VirtualAliases.names(text, VIRTUAL), sticky, weight);
        return new DriverOptions(text, virtual, sysctls);
    }

    /**
     * Reads options from the journal: an earlier release may have accepted invalid ones, so then
     * the defaults apply.
     */
    public static DriverOptions restore(Map<String, String> text) {
        try {
            return read(text);
        } catch (NaruException.Invalid ignored) {
            return DriverOptions.ofText(text);
        }
    }

    /** Reads {@code net.ipv4.conf.IFNAME.log_martians=1,net.ipv6.conf.IFNAME.accept_ra=2}. */
    private static Map<String, String> sysctls(String text) {
        var sysctls = new LinkedHashMap<String, String>();
        for (var setting : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = setting.indexOf('=');
            var name = equals < 0 ? setting : setting.substring(0, equals).strip();
            if (equals < 0 || !SYSCTL.matcher(name).matches()) {
                throw new NaruException.Invalid(
                        "invalid endpoint sysctl setting: %s: wanted is".formatted(setting)
                                + " net.ipv4.conf.IFNAME.name=value, or the same for ipv6 or mpls");
            }
            // The docker command converts options of --network to lower case.
            sysctls.put(
                    name.replace(".ifname.", ".IFNAME.").replace('.', '/'),
                    setting.substring(equals + 1).strip());
        }
        return sysctls;
    }
}
