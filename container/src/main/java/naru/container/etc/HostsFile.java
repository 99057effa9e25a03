package naru.container.etc;

import naru.container.store.ContainerRecord;
import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/** The text of a container's /etc/hosts, line for line as Docker writes it. Pure. */
public final class HostsFile {
    private static final String IPV4 = "127.0.0.1\tlocalhost\n";
    private static final String IPV6 =
            """
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;

    private HostsFile() {}

    /**
     * Lines for a container, those for IPv6 only with {@code ipv6}. {@code gateways} is what {@code
     * host-gateway} stands for.
     */
    public static String of(
            ContainerRecord record,
            List<Endpoint> endpoints,
            List<LinkedEndpoint> links,
            List<InetAddress> gateways,
            boolean ipv6) {
        var text = new StringBuilder(IPV4).append(ipv6 ? IPV6 : "");
        var reachable = gateways.stream().filter(each -> ipv6 || Family.IPV4.has(each)).toList();
        extraHosts(text, record.hostConfig().extraHosts(), reachable);
        for (var link : links) {
            line(text, link.endpoint().ipv4(), link.names());
            line(text, ipv6 ? link.endpoint().ipv6() : null, link.names());
        }
        String hostname = record.config().hostname();
        String domain = record.config().domainname();
        String names = domain.isEmpty() ? hostname : hostname + "." + domain + " " + hostname;
        for (var endpoint : endpoints) {
            line(text, endpoint.ipv4(), names);
            line(text, endpoint.ipv6(), names);
        }
        return text.toString();
    }

    /** The host's own file, for containers that share its network. */
    static String ofHost(String hostsFile, ContainerRecord record, List<InetAddress> gateways) {
        var text = new StringBuilder(hostsFile);
        if (!hostsFile.isEmpty() && !hostsFile.endsWith("\n")) {
            text.append('\n');
        }
        extraHosts(text, record.hostConfig().extraHosts(), gateways);
        return text.toString();
    }

    private static void line(StringBuilder text, @Nullable Prefix address, String names) {
        if (address != null) {
            text.append(Addresses.text(address.address())).append('\t').append(names).append('\n');
        }
    }

    private static void extraHosts(
            StringBuilder text, List<String> extra, List<InetAddress> gateways) {
        for (String entry : extra) {
            int colon = entry.indexOf(':');
            if (colon <= 0) {
                throw new NaruException.Invalid("bad format for add-host: \"" + entry + "\"");
            }
            String name = entry.substring(0, colon);
            String address = entry.substring(colon + 1);
            if (address.equals("host-gateway")) {
                for (var gateway : gateways) {
                    text.append(Addresses.text(gateway)).append('\t').append(name).append('\n');
                }
            } else {
                text.append(address).append('\t').append(name).append('\n');
            }
        }
    }
}
