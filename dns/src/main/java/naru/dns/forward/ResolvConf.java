package naru.dns.forward;

import naru.network.model.ResolverFile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The name servers in a resolv.conf(5). */
public final class ResolvConf {
    private static final int DNS_PORT = 53;

    private ResolvConf() {}

    /**
     * The servers in {@code text}, in its order. Lines that are not a {@code nameserver} with an
     * address are skipped, and so are the addresses in {@code ours}, to avoid a loop.
     */
    public static List<InetSocketAddress> servers(String text, Set<InetAddress> ours) {
        var servers = new ArrayList<InetSocketAddress>();
        ResolverFile.parse(text).addresses().stream()
                .filter(address -> !ours.contains(address))
                .forEach(address -> servers.add(onDnsPort(address)));
        return List.copyOf(servers);
    }

    /** The socket address of a name server. */
    public static InetSocketAddress onDnsPort(InetAddress address) {
        return new InetSocketAddress(address, DNS_PORT);
    }
}
