package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.label.node.Words;
import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.StripPrefix;
import naru.proxy.model.Name;
import naru.proxy.model.Problem;
import naru.proxy.model.Reference;
import naru.proxy.model.Route;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.model.Tls.PlainRequests;
import naru.proxy.model.Workload;
import naru.proxy.rule.NormalForm;
import naru.proxy.rule.RuleSyntaxException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Naru's own labels: {@code naru.proxy.host}, {@code naru.proxy.port} and so on for one route, and
 * {@code naru.proxy.NAME.host} for further ones. docs/proxy.md lists them.
 */
final class NaruLabels {
    private static final String ROOT = "naru.proxy";
    private static final Set<String> KEYS =
            Set.of(
                    "host",
                    "path",
                    "rule",
                    "tcp",
                    "port",
                    "scheme",
                    "weight",
                    "algorithm",
                    "sticky",
                    "cache",
                    "cache-max-object",
                    "cache-bypass",
                    "compress",
                    "strip",
                    "check",
                    "check-interval",
                    "tls",
                    "certificate",
                    "priority",
                    "allow",
                    "auth",
                    "body-limit",
                    "hsts",
                    "timeout",
                    "slow-start",
                    "drain",
                    "max-connections",
                    "proxy-protocol",
                    "network");

    private final Workload workload;
    private final Settings settings;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final Map<Name, Middleware> middlewares = new TreeMap<>();

    private NaruLabels(Workload workload, Settings settings) {
        this.workload = workload;
        this.settings = settings;
    }

    static Definitions read(Workload workload, Settings settings) {
        var reader = new NaruLabels(workload, settings);
        var labels = LabelNode.of(workload.name(), workload.labels(), ROOT, reader.problems);
        if (!labels.isEmpty() && labels.flag("enable", true)) {
            reader.readAll(labels);
        }
        return new Definitions(
                workload, reader.routes, reader.services, reader.middlewares, reader.problems);
    }

    private void readAll(LabelNode labels) {
        var branches = labels.branches();
        branches.removeAll(KEYS);
        if (branches.isEmpty() || KEYS.stream().anyMatch(labels::has)) {
            read(workload.defaultName(), labels);
        }
        branches.forEach(name -> read(name, labels.child(name)));
        labels.reportUnread();
    }

    private void read(String local, LabelNode labels) {
        if (labels.has("tcp")) {
            new NaruTcp(workload, settings).read(local, labels, this::addTcp);
            return;
        }
        int before = problems.size();
        var name = new Name(workload.project(), local);
        var rule = rule(labels);
        var target = target(labels);
        var sticky = NaruSettings.sticky(labels);
        var service =
                target.map(found ->
                        new Service(
                                name,
                                found,
                                labels.number("weight", 0, Service.MAX_WEIGHT)
                                        .orElse(Service.DEFAULT_WEIGHT),
                                NaruSettings.balance(labels),
                                sticky,
                                NaruSettings.check(labels, found),
                                true,
                                false,
                                NaruSettings.tuning(labels)));
        var steps = steps(local, labels);
        var priority = labels.number("priority", -1_000_000, 1_000_000);
        var tls = tls(labels);
        labels.text("network"); // of the container, not of its routes
        if (problems.size() > before || rule.isEmpty() || service.isEmpty()) {
            return;
        }
        services.add(service.get());
        middlewares.putAll(steps);
        try {
            routes.add(
                    new Route(
                            name,
                            NormalForm.parse(rule),
                            rule,
                            priority.orElse(rule.length()),
                            0,
                            Set.of(),
                            tls,
                            steps.keySet().stream().map(s -> Reference.of(s.local())).toList(),
                            Reference.of(local)));
        } catch (RuleSyntaxException e) {
            labels.child("host").problem(e.reason());
        }
    }

    private void addTcp(NaruTcp.Read tcp) {
        routes.add(tcp.route());
        services.add(tcp.service());
        middlewares.putAll(tcp.middlewares());
    }

    private static String rule(LabelNode labels) {
        var rule = labels.text("rule", "");
        var hosts = labels.list("host");
        var paths = labels.list("path");
        if (!rule.isEmpty()) {
            if (!hosts.isEmpty() || !paths.isEmpty()) {
                labels.child("rule").problem("stands in place of host and path, not beside them");
            }
            return rule;
        }
        if (hosts.isEmpty()) {
            labels.child("host").problem("must name a host, such as shop.example.org");
            return "";
        }
        if (hosts.stream().anyMatch(host -> host.indexOf('`') >= 0)
                || paths.stream().anyMatch(path -> path.indexOf('`') >= 0)) {
            labels.child("host").problem("a backquote cannot be part of a host name or path");
            return "";
        }
        var both = NaruSettings.any("Host", hosts);
        return paths.isEmpty() ? both : both + " && " + NaruSettings.any("PathPrefix", paths);
    }

    private Optional<Target> target(LabelNode labels) {
        var scheme = labels.text("scheme", "http");
        var protocol =
                switch (scheme) {
                    case "http" -> Protocol.HTTP;
                    case "https" -> Protocol.HTTPS;
                    case "h2c", "grpc" -> Protocol.H2C;
                    case "grpcs" -> Protocol.GRPCS;
                    default -> {
                        labels.child("scheme")
                                .problem(
                                        "expected http, https, h2c or grpcs, got \""
                                                + scheme
                                                + "\"");
                        yield Protocol.HTTP;
                    }
                };
        return ExposedPorts.of(workload, labels).map(port -> new Target.Port(protocol, port));
    }

    private Map<Name, Middleware> steps(String local, LabelNode labels) {
        var steps = new TreeMap<Name, Middleware>();
        NaruSettings.allow(labels).ifPresent(allow -> steps.put(step(local, "1-allow"), allow));
        var users = Users.read(labels, "auth");
        if (!users.isEmpty()) {
            steps.put(step(local, "2-auth"), new Middleware.BasicAuth(users, "naru", true, ""));
        }
        labels.big("body-limit", 0, Long.MAX_VALUE)
                .ifPresent(bytes ->
                        steps.put(step(local, "3-body-limit"), new Middleware.BodyLimit(bytes)));
        if (labels.flag("strip", false)) {
            var paths = labels.list("path");
            if (paths.isEmpty()) {
                labels.child("strip").problem("there is no path to strip");
            } else {
                steps.put(step(local, "4-strip"), new StripPrefix(paths));
            }
        }
        var strict = labels.duration("hsts", Duration.ZERO);
        if (strict.isPositive()) {
            steps.put(step(local, "0-hsts"), Middleware.Headers.strictTransport(strict));
        }
        if (labels.flag("compress", false)) {
            steps.put(step(local, "5-compress"), new Middleware.Compress(List.of()));
        }
        cache(labels).ifPresent(cache -> steps.put(step(local, "6-cache"), cache));
        return steps;
    }

    private static Optional<Middleware> cache(LabelNode labels) {
        var text = labels.text("cache", "off");
        var most = labels.big("cache-max-object", 1, Long.MAX_VALUE);
        var cookies = labels.list("cache-bypass");
        if (!cookies.stream().allMatch(cookie -> cookie.matches("[A-Za-z0-9_.-]+"))) {
            labels.child("cache-bypass").problem("expected names of cookies");
        }
        if (text.equals("off")) {
            return Optional.empty();
        }
        var lifetime = text.equals("on") ? Optional.<Duration>empty() : Words.duration(text);
        if (!text.equals("on") && lifetime.filter(Duration::isPositive).isEmpty()) {
            labels.child("cache").problem("expected on, off or a duration, got \"" + text + "\"");
        }
        return Optional.of(
                new Middleware.Cache(
                        lifetime, most.orElse(Middleware.Cache.DEFAULT_MAX_OBJECT), cookies));
    }

    private static Tls tls(LabelNode labels) {
        var certificate = labels.text("certificate", "");
        var tls = labels.text("tls", certificate.isEmpty() ? "either" : "redirect");
        return switch (tls) {
            case "either" -> new Tls.Either();
            case "off" -> new Tls.Never();
            case "on" -> terminated(certificate, PlainRequests.SERVE);
            case "redirect" -> terminated(certificate, PlainRequests.REDIRECT);
            case "only" -> terminated(certificate, PlainRequests.REFUSE);
            case "acme" ->
                    new Tls.Terminated(
                            certificate,
                            Optional.of(Tls.Order.USUAL),
                            List.of(),
                            PlainRequests.REDIRECT);
            default -> {
                labels.child("tls")
                        .problem("expected off, on, redirect, only or acme, got \"" + tls + "\"");
                yield new Tls.Either();
            }
        };
    }

    private static Tls terminated(String certificate, PlainRequests plain) {
        return new Tls.Terminated(certificate, Optional.empty(), List.of(), plain);
    }

    private Name step(String local, String kind) {
        return new Name(workload.project(), local + "-" + kind);
    }
}
