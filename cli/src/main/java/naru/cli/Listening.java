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
 * Where the daemon listens: what the flags and the configuration file say together. Who may send
 * requests is root on this host, so a TCP port wants certificates from both sides.
 *
 * @param hosts as {@code unix:///path} or {@code tcp://address:port}; none for the usual socket
 */
record Listening(List<String> hosts, TlsOptions tls) {
    private static final System.Logger LOG = System.getLogger(Listening.class.getName());
    private static final int PLAIN_PORT = 2375; // as registered, and as Docker has them
    private static final int TLS_PORT = 2376;

    Listening {
        hosts = List.copyOf(hosts);
    }

    /**
     * The flags and the file as one.
     *
     * @throws ConfigException when both say something about the same
     */
    static Listening of(Listening flags, Listening file) {
        if (!flags.hosts.isEmpty() && !file.hosts.isEmpty()) {
            throw twice("hosts", flags.hosts, file.hosts);
        }
        var ours = flags.tls;
        var theirs = file.tls;
        return new Listening(
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
     * The places to listen at, checked. Members of {@code group} may use Unix sockets.
     *
     * @throws ConfigException for a place that makes no sense, or would let anybody in
     */
    List<Listener> listeners(String group) {
        return hosts.isEmpty()
                ? List.of(new Listener.Unix(DaemonOptions.SOCKET, group))
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
                LOG.log(
                        Level.WARNING,
                        "{0} lets everybody in who can reach it: no --tlsverify",
                        host);
            }
            return new Listener.Tcp(address, files());
        }
        if (!address.getAddress().isLoopbackAddress()) {
            throw new ConfigException(
                    "will not listen on %s without TLS: whoever reaches it is root on this host. Say"
                                    .formatted(host)
                            + " --tlsverify, with --tlscacert, --tlscert and --tlskey");
        }
        if (!isOn(tls.plainOnLoopback())) {
            throw new ConfigException(
                    "will not listen on %s without TLS: every user of this host would be root. Say"
                                    .formatted(host)
                            + " --tlsverify, or --plain-tcp-on-loopback if that is what you want");
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

    /** Docker's places for what was not named: DOCKER_CERT_PATH, or .docker at home. */
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
