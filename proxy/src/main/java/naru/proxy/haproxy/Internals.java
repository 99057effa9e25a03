package naru.proxy.haproxy;

import naru.proxy.haproxy.step.Needs;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;
import naru.proxy.model.Middleware.ErrorPages;
import naru.proxy.model.Middleware.ForwardAuth;
import naru.proxy.table.Pool;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The lists and backends that middlewares of all routes need, each once. */
final class Internals {
    static final String SOCKET = "internal.sock";

    private final ProxySettings settings;
    private final Hosts hosts;
    private final Function<Pool, List<Server>> servers;
    private final Map<String, Map<String, String>> lists = new TreeMap<>();
    private final Map<String, Section> backends = new TreeMap<>();

    Internals(ProxySettings settings, Hosts hosts, Function<Pool, List<Server>> servers) {
        this.settings = settings;
        this.hosts = hosts;
        this.servers = servers;
    }

    /** For the middlewares of a route. */
    Needs of(String project, Map<String, Pool> pages) {
        return new Needs() {
            @Override
            public String passwordSocket() {
                return settings.inWorker(Passwords.SOCKET);
            }

            @Override
            public String passwordMap() {
                return settings.file(Passwords.MAP).toString();
            }

            @Override
            public String internalSocket() {
                return settings.inWorker(SOCKET);
            }

            @Override
            public String passwordList(Map<String, String> users) {
                var sorted = new TreeMap<>(users);
                var name = "L" + digest(sorted.toString());
                lists.put(name, sorted);
                return name;
            }

            @Override
            public String authBackend(ForwardAuth step) {
                return forwardAuth(project, URI.create(step.address()));
            }

            @Override
            public String pageBackend(ErrorPages step) {
                return Optional.ofNullable(pages.get(step.service().toString()))
                        .map(Internals.this::page)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "there is no service \"" + step.service() + "\""));
            }
        };
    }

    private String forwardAuth(String project, URI address) {
        boolean secure = "https".equals(address.getScheme());
        var host = address.getHost();
        if (host == null) {
            throw new IllegalArgumentException("\"" + address + "\" has no host");
        }
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        var found =
                hosts.address(project, host)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "the authentication server "
                                                + host
                                                + " is no running container that the proxy"
                                                + " reaches"));
        var name = "naru::auth:" + digest(address.getScheme() + found + " " + host + port);
        var server = new Server("server", found, port, 1);
        backends.put(
                name,
                new Section("backend " + name)
                        .add("http-request del-header X-Naru-Backend")
                        .add(
                                "http-request set-header Host "
                                        + Quoting.format(
                                                host + (address.getPort() > 0 ? ":" + port : "")))
                        .add(
                                "server server "
                                        + server.socket()
                                        + (secure
                                                ? " ssl verify none sni str(" + host + ")"
                                                : "")));
        return name;
    }

    private String page(Pool pool) {
        var name = "naru::page:" + digest(pool.service().name().toString());
        var section = new Section("backend " + name).add("http-request del-header X-Naru-Backend");
        for (var server : servers.apply(pool)) {
            section.add(
                    ("server "
                                    + server.name()
                                    + " "
                                    + server.socket()
                                    + " "
                                    + ServerOptions.connection(pool.service()))
                            .strip());
        }
        backends.put(name, section);
        return name;
    }

    private static String digest(String text) {
        try {
            var sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Map<String, String>> passwordLists() {
        return lists;
    }

    /** The frontend that Lua sends requests to, and its backends. */
    List<Section> sections() {
        var sections = new ArrayList<Section>();
        if (!backends.isEmpty()) {
            sections.add(
                    new Section("frontend naru::internal")
                            .add(
                                    "bind "
                                            + Quoting.word("unix@" + settings.inJail(SOCKET))
                                            + settings.bindOptions())
                            .add("use_backend %[req.hdr(x-naru-backend)]"));
            sections.addAll(backends.values());
        }
        return sections;
    }
}
