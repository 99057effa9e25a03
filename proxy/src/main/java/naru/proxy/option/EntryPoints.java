package naru.proxy.option;

import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;
import naru.proxy.haproxy.ProxySettings.Listener;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.AddressRange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the proxy listens: {@code http}, {@code https}, and what the key {@code entry-points} of
 * daemon.json adds.
 *
 * @param defaultHost whose routes serve the host names that no route has; empty for none
 * @param http3 whether HTTPS is to be served by QUIC, too
 */
public record EntryPoints(List<Entry> all, String defaultHost, boolean http3) {
    /**
     * An entry point.
     *
     * @param redirects whether all HTTP requests are sent to HTTPS
     * @param trusted clients whose X-Forwarded headers are kept
     * @param proxyProtocol clients whose connections begin with a header of the PROXY protocol
     */
    public record Entry(
            EntryPoint by,
            List<ListenAddress> addresses,
            boolean redirects,
            List<AddressRange> trusted,
            List<AddressRange> proxyProtocol) {
        public Entry {
            addresses = List.copyOf(addresses);
            trusted = List.copyOf(trusted);
            proxyProtocol = List.copyOf(proxyProtocol);
        }

        /** On all addresses, with the usual treatment of clients. */
        public static Entry of(EntryPoint by, int port) {
            return new Entry(by, List.of(ListenAddress.of(port)), false, List.of(), List.of());
        }
    }

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Ports 80 and 443. */
    public static final EntryPoints USUAL =
            new EntryPoints(
                    List.of(
                            Entry.of(EntryPoint.HTTP, HTTP_PORT),
                            Entry.of(EntryPoint.HTTPS, HTTPS_PORT)),
                    "",
                    false);

    public EntryPoints {
        all = List.copyOf(all);
    }

    /** By the names that labels use. */
    public Map<String, EntryPoint> names() {
        var names = new TreeMap<>(Settings.DEFAULT.entryPoints());
        all.forEach(entry -> names.put(entry.by().name(), entry.by()));
        return names;
    }

    /**
     * The ports of the host that no container can publish then.
     *
     * @param quic whether HAProxy has QUIC
     */
    public List<PublishedPort> claims(boolean quic) {
        var claims = new ArrayList<PublishedPort>();
        for (var entry : all) {
            for (var address : entry.addresses()) {
                claims.addAll(address.claims(Protocol.TCP));
                if (http3 && quic && entry.by().isSecure()) {
                    claims.addAll(address.claims(Protocol.UDP));
                }
            }
        }
        return claims;
    }

    /**
     * For HAProxy.
     *
     * @param ipv6 whether the host has IPv6
     */
    public List<Listener> listeners(boolean ipv6) {
        return all.stream()
                .map(entry ->
                        new Listener(
                                entry.by(),
                                entry.addresses().stream()
                                        .flatMap(address -> address.binds(ipv6).stream())
                                        .toList(),
                                entry.redirects(),
                                entry.trusted(),
                                entry.proxyProtocol()))
                .toList();
    }

    /** The port to which HTTP requests are redirected. */
    public int httpsPort() {
        return all.stream()
                .filter(entry -> entry.by().equals(EntryPoint.HTTPS))
                .map(entry -> entry.addresses().getFirst().port())
                .findFirst()
                .orElse(HTTPS_PORT);
    }
}
