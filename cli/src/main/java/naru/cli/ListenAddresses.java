package naru.cli;

import naru.api.Listener;
import naru.cli.config.ConfigException;
import naru.cli.config.TlsOptions;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The addresses of the API, from flags and configuration file. A client that may send requests is
 * root on this host, so a TCP port requires certificates from both sides.
 *
 * @param hosts as {@code unix:///path} or {@code tcp://address:port}; none for the default socket
 */
record ListenAddresses(List<String> hosts, TlsOptions tls) {
    private static final System.Logger log = System.getLogger(ListenAddresses.class.getName());
    static final Path DEFAULT_SOCKET = Path.of("/run/naru/naru.sock");
    private static final int PLAIN_PORT = 2375; // as registered, and as Docker has them
    private static final int TLS_PORT = 2376;

    ListenAddresses {
        hosts = List.copyOf(hosts);
    }

    /**
     * Combines flags and file.
     *
     * @throws ConfigException if both set the same
     */
    static ListenAddresses of(ListenAddresses flags, ListenAddresses file) {
        if (!flags.hosts.isEmpty() && !file.hosts.isEmpty()) {
            throw twice("hosts", flags.hosts, file.hosts);
        }
        var ours = flags.tls;
        var theirs = file.tls;
        return new ListenAddresses(
                flags.hosts.isEmpty() ? file.hosts : flags.hosts,
                new TlsOptions(
                        one("tls", ours.tls(), theirs.tls()),
                        one("tlsverify", ours.verify(), theirs.verify()),
                        one("tlscacert", ours.authority(), theirs.authority()),
                        one("tlscert", ours.certificate(), theirs.certificate()),
                        one("tlskey", ours.key(), theirs.key()),
                        one(
                                "plain-tcp-on-loopback",
                                ours.plainOnLoopback(),
                                theirs.plainOnLoopback())));
    }

    private static <T> @Nullable T one(String key, @Nullable T flag, @Nullable T inFile) {
        if (flag != null && inFile != null) {
            throw twice(key, flag, inFile);
        }
        return flag == null ? inFile : flag;
    }

    static ConfigException twice(String key, Object flag, Object inFile) {
        return new ConfigException(
                "the following directives are specified both as a flag and in the configuration"
                        + " file: %s: (from flag: %s, from file: %s)".formatted(key, flag, inFile));
    }

    /**
     * The validated addresses. Members of {@code group} may use Unix sockets.
     *
     * @throws ConfigException for an address that is invalid or would accept any client
     */
    List<Listener> listeners(String group) {
        return hosts.isEmpty()
                ? List.of(new Listener.Unix(DEFAULT_SOCKET, group))
                : hosts.stream().map(host -> listener(host, group)).toList();
    }

    private Listener listener(String host, String group) {
        if (host.startsWith("unix://") && host.length() > "unix://".length()) {
            return new Listener.Unix(Path.of(host.substring("unix://".length())), group);
        }
        if (host.startsWith("tcp://")) {
            return tcp(host);
        }
        throw new ConfigException(
                "cannot listen on \"" + host + "\": name unix:///path or tcp://address:port");
    }

    private Listener tcp(String host) {
        boolean encrypted = isOn(tls.tls()) || tls.verify() != null;
        var address = address(host, encrypted ? TLS_PORT : PLAIN_PORT);
        if (encrypted) {
            if (!isOn(tls.verify())) {
                log.log(
                        Level.WARNING,
                        "{0} accepts any client: client certificates are not verified (no"
                                + " --tlsverify)",
                        host);
            }
            return new Listener.Tcp(address, files());
        }
        if (!address.getAddress().isLoopbackAddress()) {
            throw new ConfigException(
                    "will not listen on %s without TLS: any client would be root on this host. Use"
                                    .formatted(host)
                            + " --tlsverify, with --tlscacert, --tlscert and --tlskey");
        }
        if (!isOn(tls.plainOnLoopback())) {
            throw new ConfigException(
                    "will not listen on %s without TLS: every user of this host would be root. Use"
                                    .formatted(host)
                            + " --tlsverify, or --plain-tcp-on-loopback to permit that");
        }
        return new Listener.Tcp(address, null);
    }

    private static boolean isOn(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    private static InetSocketAddress address(String host, int otherwise) {
        try {
            var uri = URI.create(host);
            var name = Objects.requireNonNullElse(uri.getHost(), "");
            int port = uri.getPort() < 0 ? otherwise : uri.getPort();
            if (name.isEmpty() || port > 0xffff) {
                throw new ConfigException("cannot listen on \"" + host + "\": no address in it");
            }
            return new InetSocketAddress(InetAddress.getByName(name), port);
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new ConfigException("cannot listen on \"" + host + "\": " + e.getMessage());
        }
    }

    /** Docker's defaults: DOCKER_CERT_PATH, or .docker in the home directory. */
    private Listener.TlsFiles files() {
        var folder = System.getenv("DOCKER_CERT_PATH");
        var usual =
                folder == null || folder.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".docker")
                        : Path.of(folder);
        return new Listener.TlsFiles(
                isOn(tls.verify()) ? orElse(tls.authority(), usual.resolve("ca.pem")) : null,
                orElse(tls.certificate(), usual.resolve("cert.pem")),
                orElse(tls.key(), usual.resolve("key.pem")));
    }

    private static Path orElse(@Nullable Path named, Path usual) {
        return named == null ? usual : named;
    }
}
