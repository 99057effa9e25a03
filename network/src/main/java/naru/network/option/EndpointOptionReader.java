package naru.network.option;

import naru.network.model.DriverOptions;
import naru.network.model.DriverOptions.VirtualShare;
import naru.network.model.NaruException;
import naru.network.model.PortOptions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads the options of endpoints. */
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
     * Reads the options of a request; ignores unknown ones.
     *
     * @throws NaruException.Invalid naming the invalid one
     */
    public static DriverOptions read(Map<String, String> text) {
        return new DriverOptions(
                text, virtual(text), sysctls(text), PortOptionReader.ofEndpoint(text));
    }

    /**
     * Reads options from the journal: an earlier release may have accepted invalid ones, so the
     * defaults apply to their group then.
     */
    public static DriverOptions restore(Map<String, String> text) {
        return new DriverOptions(
                text,
                orElse(VirtualShare.DEFAULT, () -> virtual(text)),
                orElse(Map.of(), () -> sysctls(text)),
                orElse(PortOptions.NONE, () -> PortOptionReader.ofEndpoint(text)));
    }

    private static <T> T orElse(T usual, Supplier<T> read) {
        try {
            return read.get();
        } catch (NaruException.Invalid ignored) {
            return usual;
        }
    }

    private static VirtualShare virtual(Map<String, String> text) {
        int weight = OptionReader.upTo(MAX_WEIGHT, "", WEIGHT, text.getOrDefault(WEIGHT, "1"));
        var sticky = VirtualAliases.names(text, STICKY);
        return new VirtualShare(VirtualAliases.names(text, VIRTUAL), sticky, weight);
    }

    /** Reads {@code net.ipv4.conf.IFNAME.log_martians=1,net.ipv6.conf.IFNAME.accept_ra=2}. */
    private static Map<String, String> sysctls(Map<String, String> options) {
        var text = options.getOrDefault(SYSCTLS, "");
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
