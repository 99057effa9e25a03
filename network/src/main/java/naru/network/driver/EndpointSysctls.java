package naru.network.driver;

import naru.network.host.SandboxSession;
import naru.network.model.NaruException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The sysctls in an endpoint's driver options, by paths below {@code /proc/sys} in which {@code
 * IFNAME} stands for the interface.
 */
public record EndpointSysctls(Map<String, String> byPath) {
    private static final String OPTION = "com.docker.network.endpoint.sysctls";
    private static final Pattern SYSCTL =
            Pattern.compile("net\\.(ipv4|ipv6|mpls)\\.[a-z]+\\.(IFNAME|ifname)\\.[A-Za-z0-9_-]+");

    public EndpointSysctls {
        byPath = Map.copyOf(byPath);
    }

    /** Reads {@code net.ipv4.conf.IFNAME.log_martians=1,net.ipv6.conf.IFNAME.accept_ra=2}. */
    public static EndpointSysctls of(Map<String, String> driverOptions) {
        var text = driverOptions.getOrDefault(OPTION, "");
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
        return new EndpointSysctls(sysctls);
    }

    /** Whether the interface is to have no IPv6. */
    public boolean switchIpv6Off() {
        return "1".equals(byPath.get("net/ipv6/conf/IFNAME/disable_ipv6"));
    }

    /** Before the link comes up, so that they apply to its first packet. */
    public void set(String link, SandboxSession inside) {
        byPath.forEach((path, value) ->
                inside.sysctl().write(path.replace("/IFNAME/", "/" + link + "/"), value));
    }
}
