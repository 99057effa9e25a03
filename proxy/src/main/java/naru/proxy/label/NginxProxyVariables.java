package naru.proxy.label;

import naru.proxy.label.node.Words;
import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.ReplacePrefix;
import naru.proxy.model.Name;
import naru.proxy.model.Problem;
import naru.proxy.model.Reference;
import naru.proxy.model.Route;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.model.Tls.PlainRequests;
import naru.proxy.model.Tuning;
import naru.proxy.model.Workload;
import naru.proxy.rule.NormalForm;
import naru.proxy.rule.RuleSyntaxException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The environment variables of nginx-proxy and its ACME companion; nginx-proxy documentation. */
final class NginxProxyVariables {
    static final String HOST = "VIRTUAL_HOST";
    private static final String LABEL = "com.github.nginx-proxy.nginx-proxy.";
    private static final Set<String> METHODS =
            Set.of("redirect", "noredirect", "nohttp", "nohttps");

    private final Workload workload;
    private final Map<String, String> variables;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final Map<Name, Middleware> middlewares = new TreeMap<>();

    private NginxProxyVariables(Workload workload) {
        this.workload = workload;
        variables = workload.environment();
    }

    static Definitions read(Workload workload) {
        return workload.environment().containsKey(HOST)
                        || workload.environment().containsKey(MultiplePorts.KEY)
                ? new NginxProxyVariables(workload).read()
                : Definitions.none(workload);
    }

    private Definitions read() {
        if (variables.containsKey(MultiplePorts.KEY)) {
            MultiplePorts.read(variables.getOrDefault(MultiplePorts.KEY, ""), this::problem)
                    .forEach(this::add);
        } else {
            for (var host : Words.list(variables.getOrDefault(HOST, ""))) {
                add(
                        new VirtualPath(
                                host,
                                variables.getOrDefault("VIRTUAL_PATH", "/"),
                                Optional.ofNullable(variables.get("VIRTUAL_PORT")),
                                Optional.ofNullable(variables.get("VIRTUAL_DEST"))
                                        .filter(dest -> !dest.isEmpty()),
                                variables.getOrDefault("VIRTUAL_PROTO", "http")));
            }
        }
        return new Definitions(workload, routes, services, middlewares, problems);
    }

    private void add(VirtualPath path) {
        if (Words.hasControls(path.host() + path.path() + path.destination().orElse(""))) {
            problem(HOST, "control characters are not possible in a value");
            return;
        }
        var target = target(path);
        var rule = rule(path);
        if (target.isEmpty() || rule.isEmpty()) {
            return;
        }
        var local = local(path);
        var name = new Name(workload.project(), local);
        services.add(
                new Service(
                        name,
                        target.get(),
                        Service.DEFAULT_WEIGHT,
                        balance(),
                        sticky(),
                        Optional.empty(),
                        true,
                        false,
                        Tuning.NONE));
        var steps = new ArrayList<Reference>();
        path.destination()
                .ifPresent(to -> {
                    var step = new Name(workload.project(), local + "-destination");
                    middlewares.put(step, new ReplacePrefix(path.path(), to));
                    steps.add(Reference.of(step.local()));
                });
        if (variables.getOrDefault("NETWORK_ACCESS", "external").equals("internal")) {
            var step = new Name(workload.project(), local + "-internal");
            middlewares.put(step, new Middleware.InternalOnly());
            steps.add(Reference.of(step.local()));
        }
        var tls = tls(path.host());
        strictTransport(tls)
                .ifPresent(value -> {
                    var step = new Name(workload.project(), local + "-hsts");
                    middlewares.put(step, Middleware.Headers.strictTransport(value));
                    steps.add(Reference.of(step.local()));
                });
        var text = rule.get();
        try {
            routes.add(
                    new Route(
                            name,
                            NormalForm.parse(text),
                            text,
                            path.isPattern() ? patternPriority(path) : text.length(),
                            path.path().length(),
                            Set.of(),
                            tls,
                            steps,
                            Reference.of(local)));
        } catch (RuleSyntaxException e) {
            problem(HOST, e.reason());
        }
    }

    /**
     * As nginx: a name before wildcards, longer wildcards before shorter ones, expressions last;
     * {@code server_name} in nginx's documentation. A name's priority is the length of its rule, as
     * for Traefik's labels, and so is greater than that of a wildcard that covers it.
     */
    private static int patternPriority(VirtualPath path) {
        return path.host().startsWith("~") ? 0 : path.host().length() - 1;
    }

    private static String local(VirtualPath path) {
        return path.host() + (path.path().equals("/") ? "" : path.path());
    }

    private Optional<String> rule(VirtualPath path) {
        var host = path.host().toLowerCase(Locale.ROOT);
        String hosts;
        if (host.startsWith("~")) {
            hosts = "HostRegexp(`" + path.host().substring(1) + "`)";
        } else if (host.startsWith("*.")) {
            hosts = "HostRegexp(`^.+\\." + quoted(host.substring(2)) + "$`)";
        } else if (host.endsWith(".*")) {
            hosts = "HostRegexp(`^" + quoted(host.substring(0, host.length() - 2)) + "\\..+$`)";
        } else {
            hosts = "Host(`" + host + "`)";
        }
        if (path.host().indexOf('`') >= 0 || path.path().indexOf('`') >= 0) {
            problem(HOST, "a backquote cannot be part of a host name or path");
            return Optional.empty();
        }
        if (path.path().equals("/")) {
            return Optional.of(hosts);
        }
        return Optional.of(
                path.path().startsWith("~")
                        ? hosts + " && PathRegexp(`" + path.path().substring(1).strip() + "`)"
                        : hosts + " && PathPrefix(`" + path.path() + "`)");
    }

    private static String quoted(String text) {
        return text.replace(".", "\\.");
    }

    private Optional<Target> target(VirtualPath path) {
        var protocol =
                switch (path.protocol().toLowerCase(Locale.ROOT)) {
                    case "http" -> Optional.of(Protocol.HTTP);
                    case "https" -> Optional.of(Protocol.HTTPS);
                    case "grpc" -> Optional.of(Protocol.H2C);
                    case "grpcs" -> Optional.of(Protocol.GRPCS);
                    case "fastcgi" -> {
                        problem(
                                "VIRTUAL_PROTO",
                                "FastCGI is not supported yet; put a web server before it");
                        yield Optional.<Protocol>empty();
                    }
                    case "uwsgi" -> {
                        problem(
                                "VIRTUAL_PROTO",
                                "HAProxy does not speak uwsgi; let uWSGI serve http");
                        yield Optional.<Protocol>empty();
                    }
                    default -> {
                        problem(
                                "VIRTUAL_PROTO",
                                "expected http, https, grpc or grpcs, got \""
                                        + path.protocol()
                                        + "\"");
                        yield Optional.<Protocol>empty();
                    }
                };
        return protocol.flatMap(p -> port(path).map(port -> new Target.Port(p, port)));
    }

    /** As nginx-proxy: the one that is named, else the only one exposed, else 80. */
    private Optional<Integer> port(VirtualPath path) {
        if (path.port().isPresent()) {
            try {
                int port = Integer.parseInt(path.port().get().strip());
                if (port > 0 && port < 65_536) {
                    return Optional.of(port);
                }
            } catch (NumberFormatException ignored) {
                // reported below
            }
            problem(
                    "VIRTUAL_PORT",
                    "expected a port from 1 to 65535, got \"" + path.port().get() + "\"");
            return Optional.empty();
        }
        return Optional.of(workload.ports().size() == 1 ? workload.ports().getFirst() : 80);
    }

    private Tls tls(String host) {
        var method = variables.getOrDefault("HTTPS_METHOD", "redirect").toLowerCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            problem(
                    "HTTPS_METHOD",
                    "expected redirect, noredirect, nohttp or nohttps, got \"" + method + "\"");
        }
        var ordered = Words.list(variables.getOrDefault("LETSENCRYPT_HOST", ""));
        var certificate = variables.getOrDefault("CERT_NAME", "");
        if (method.equals("nohttps")) {
            return new Tls.Never();
        }
        if (certificate.isEmpty() && !ordered.contains(host)) {
            return new Tls.Either();
        }
        return new Tls.Terminated(
                certificate,
                ordered.contains(host) ? Optional.of(order()) : Optional.empty(),
                ordered.contains(host) ? List.of(host) : List.of(),
                switch (method) {
                    case "noredirect" -> PlainRequests.SERVE;
                    case "nohttp" -> PlainRequests.REFUSE;
                    default -> PlainRequests.REDIRECT;
                });
    }

    /** Variables of the ACME companion. */
    private Tls.Order order() {
        return new Tls.Order(
                variables.getOrDefault("LETSENCRYPT_EMAIL", "").strip(),
                variables.getOrDefault("LETSENCRYPT_TEST", "").equalsIgnoreCase("true"));
    }

    /** As nginx-proxy: a year, where requests by HTTP are not served as well. */
    private Optional<String> strictTransport(Tls tls) {
        var value = variables.getOrDefault("HSTS", "max-age=31536000").strip();
        return tls instanceof Tls.Terminated terminated
                        && terminated.plain() != PlainRequests.SERVE
                        && !value.equals("off")
                        && !Words.hasControls(value)
                ? Optional.of(value)
                : Optional.empty();
    }

    private Balance balance() {
        var raw = workload.labels().getOrDefault(LABEL + "loadbalance", "").strip();
        return switch (raw.replaceAll("\\s*;$", "")) {
            case "" -> Balance.ROUND_ROBIN;
            case "least_conn" -> Balance.LEAST_CONNECTIONS;
            case "ip_hash", "hash $remote_addr", "hash $remote_addr consistent" -> Balance.SOURCE;
            case "random", "random two", "random two least_conn" -> Balance.RANDOM;
            case "hash $request_uri", "hash $request_uri consistent" -> Balance.URI;
            default -> {
                problem(
                        LABEL + "loadbalance",
                        "HAProxy has nothing for \""
                                + raw
                                + "\"; known are least_conn, ip_hash, random, hash $remote_addr"
                                + " and hash $request_uri");
                yield Balance.ROUND_ROBIN;
            }
        };
    }

    private Optional<Sticky> sticky() {
        return balance() == Balance.SOURCE
                ? Optional.of(new Sticky.ClientAddress())
                : Optional.empty();
    }

    private void problem(String key, String text) {
        var problem = new Problem(workload.name(), key, text);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
