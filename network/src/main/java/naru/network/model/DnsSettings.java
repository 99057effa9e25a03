package naru.network.model;

import java.net.InetAddress;
import java.util.List;

/** A container's own name servers, search domains and resolver options; empty means the host's. */
public record DnsSettings(List<InetAddress> servers, List<String> search, List<String> options) {
    public static final DnsSettings HOST = new DnsSettings(List.of(), List.of(), List.of());

    public DnsSettings {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }
}
