package naru.proxy.haproxy;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.AddressRange;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The operator's settings for HAProxy.
 *
 * @param folder of the files that HAProxy reads, its sockets and its state file; absolute
 * @param http the addresses that accept HTTP, as {@code bind} writes them: {@code *:80}
 * @param https the addresses that accept HTTPS
 * @param entryPoints further entry points, or other settings of these two
 * @param http3 whether HTTPS is served by QUIC, too
 * @param httpsPort the port that clients use for HTTPS, for redirects
 * @param trusted clients whose X-Forwarded headers are kept
 * @param proxyProtocol clients whose connections begin with a header of the PROXY protocol
 * @param user of the worker process; empty if it keeps the master's
 * @param chroot whether the worker enters the directory {@link #JAIL} of {@code folder}
 * @param maxConnections of clients
 * @param accessLog where each request is logged as JSON: the address of a syslog server, {@code
 *     127.0.0.1:514}, or {@code stdout}; empty to log none
 * @param hardStop how long a replaced worker serves its connections
 */
public record ProxySettings(
        Path folder,
        List<String> http,
        List<String> https,
        List<Listener> entryPoints,
        Http3 http3,
        int httpsPort,
        List<AddressRange> trusted,
        List<AddressRange> proxyProtocol,
        String user,
        boolean chroot,
        int maxConnections,
        String accessLog,
        Duration hardStop) {
    /** HTTP by QUIC; RFC 9114. */
    public enum Http3 {
        OFF,
        ON,
        /** It is wanted, and HAProxy is built without it. */
        MISSING;

        /** What is possible. */
        public static Http3 of(boolean isWanted, boolean hasQuic) {
            return !isWanted ? OFF : hasQuic ? ON : MISSING;
        }
    }

    /**
     * An entry point and its addresses.
     *
     * @param binds the addresses as {@code bind} writes them: {@code *:80}
     * @param redirects whether all HTTP requests are sent to HTTPS
     * @param trusted clients whose X-Forwarded headers are kept
     * @param proxyProtocol clients whose connections begin with a header of the PROXY protocol
     */
    public record Listener(
            EntryPoint by,
            List<String> binds,
            boolean redirects,
            List<AddressRange> trusted,
            List<AddressRange> proxyProtocol) {
        public Listener {
            binds = List.copyOf(binds);
            trusted = List.copyOf(trusted);
            proxyProtocol = List.copyOf(proxyProtocol);
        }

        /** The name of its frontend. */
        String frontend() {
            return by.isDefault() ? by.name() : "entry:" + by.name();
        }
    }

    /** The directory that the worker enters: owned by root, and writable by no other user. */
    public static final String JAIL = "jail";

    /** The socket in the jail where nginx accepts requests. */
    public static final String CACHE_SOCKET = "cache.sock";

    public ProxySettings {
        http = List.copyOf(http);
        https = List.copyOf(https);
        entryPoints = List.copyOf(entryPoints);
        trusted = List.copyOf(trusted);
        proxyProtocol = List.copyOf(proxyProtocol);
    }

    /** The usual settings with these ports on all IPv4 addresses. */
    public static ProxySettings of(Path folder, int httpPort, int httpsPort) {
        return new ProxySettings(
                folder,
                List.of("*:" + httpPort),
                List.of("*:" + httpsPort),
                List.of(),
                Http3.OFF,
                httpsPort,
                List.of(),
                List.of(),
                "nobody",
                true,
                10_000,
                "",
                Duration.ofHours(1));
    }

    /** The entry points, in the order of their frontends. */
    List<Listener> listeners() {
        var all = new LinkedHashMap<EntryPoint, Listener>();
        all.put(EntryPoint.HTTP, listener(EntryPoint.HTTP, http));
        all.put(EntryPoint.HTTPS, listener(EntryPoint.HTTPS, https));
        entryPoints.forEach(listener -> all.put(listener.by(), listener));
        return List.copyOf(all.values());
    }

    private Listener listener(EntryPoint by, List<String> binds) {
        return new Listener(by, binds, false, trusted, proxyProtocol);
    }

    boolean logsRequests() {
        return !accessLog.isEmpty();
    }

    /** A socket that the worker connects to, as other processes see it. */
    public Path inJail(String name) {
        return folder.resolve(JAIL).resolve(name);
    }

    /** The folder of the process that caches, which runs as another user than root. */
    public Path cacheFolder() {
        return folder.resolveSibling(folder.getFileName() + "-cache");
    }

    /** The same socket as the worker sees it. */
    String inWorker(String name) {
        return "unix@" + (chroot ? "/" + name : inJail(name));
    }

    /** The options of a socket that only the worker may connect to. */
    String bindOptions() {
        return " mode 600" + (user.isEmpty() ? "" : " user " + user);
    }

    public Path file(String name) {
        return folder.resolve(name);
    }
}
