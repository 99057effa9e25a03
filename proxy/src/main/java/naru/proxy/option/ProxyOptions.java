package naru.proxy.option;

import naru.proxy.acme.AcmeSettings;
import naru.proxy.rule.AddressRange;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The key {@code proxy} of daemon.json.
 *
 * @param enabled whether the proxy runs unless {@code naru proxy disable} says otherwise
 * @param trusted clients whose X-Forwarded headers are kept
 * @param proxyProtocol clients whose connections begin with a header of the PROXY protocol
 * @param exposesAll whether containers without {@code traefik.enable} get routes
 * @param accessLog the address of a syslog server, {@code 127.0.0.1:514}; empty to log no request
 * @param domains the host names that only one project may claim, by project; {@code *.} stands for
 *     all names below a domain
 * @param entryPoints with the two ports above
 * @param cacheBytes the greatest size of the cached responses of all routes
 * @param files a file with routes, or a folder of such files
 * @param acme the orders of certificates; empty for none
 */
public record ProxyOptions(
        boolean enabled,
        int httpPort,
        int httpsPort,
        List<AddressRange> trusted,
        List<AddressRange> proxyProtocol,
        boolean exposesAll,
        String accessLog,
        Map<String, List<String>> domains,
        EntryPoints entryPoints,
        long cacheBytes,
        Optional<Path> files,
        Optional<AcmeSettings> acme) {
    public static final long DEFAULT_CACHE_BYTES = 1L << 30;
    public static final int HTTP_PORT = 80;
    public static final int HTTPS_PORT = 443;

    /** The defaults: the proxy does not run. */
    public static final ProxyOptions OFF =
            new ProxyOptions(
                    false,
                    HTTP_PORT,
                    HTTPS_PORT,
                    List.of(),
                    List.of(),
                    false,
                    "",
                    Map.of(),
                    EntryPoints.USUAL,
                    DEFAULT_CACHE_BYTES,
                    Optional.empty(),
                    Optional.empty());

    public ProxyOptions {
        trusted = List.copyOf(trusted);
        proxyProtocol = List.copyOf(proxyProtocol);
        var copy = new TreeMap<String, List<String>>();
        domains.forEach((project, names) -> copy.put(project, List.copyOf(names)));
        domains = java.util.Collections.unmodifiableMap(copy);
    }
}
