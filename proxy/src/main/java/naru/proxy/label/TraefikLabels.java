package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.label.node.Words;
import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware;
import naru.proxy.model.Name;
import naru.proxy.model.Problem;
import naru.proxy.model.Reference;
import naru.proxy.model.Route;
import naru.proxy.model.Service;
import naru.proxy.model.Tls;
import naru.proxy.model.Workload;
import naru.proxy.rule.NormalForm;
import naru.proxy.rule.RuleSyntaxException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Traefik's labels ({@code traefik.http.routers.NAME.rule} and so on); Traefik documentation,
 * "Docker", "Routing configuration".
 */
final class TraefikLabels {
    private static final String ROOT = "traefik";

    private final Workload workload;
    private final Settings settings;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final Map<Name, Middleware> middlewares = new TreeMap<>();

    private TraefikLabels(Workload workload, Settings settings) {
        this.workload = workload;
        this.settings = settings;
    }

    static Definitions read(Workload workload, Settings settings) {
        return new TraefikLabels(workload, settings).read();
    }

    private Definitions read() {
        var labels = LabelNode.of(workload.name(), workload.labels(), ROOT, problems);
        if (!labels.flag("enable", settings.exposesAll() && !labels.isEmpty())) {
            return new Definitions(workload, List.of(), List.of(), Map.of(), problems);
        }
        var docker = labels.child("docker");
        docker.accept("network");
        docker.refuse("lbswarm", "services of a cluster are balanced by Naru itself");
        docker.refuse("allownonrunning", "stopped containers never take traffic here");
        labels.refuse("udp", "UDP routers are not supported: publish the port with -p");
        labels.refuse("tls", "certificates come from files; see docs/proxy.md");
        return readProtocols(labels);
    }

    /** The same settings in a file, which has neither a container nor ports. */
    static Definitions readFile(
            Workload file, Settings settings, LabelNode tree, List<Problem> problems) {
        var reader = new TraefikLabels(file, settings);
        tree.refuse("udp", "UDP routers are not supported");
        tree.refuse("tls", "certificates are read from NAME.pem in the folder of certificates");
        var read = reader.readProtocols(tree);
        problems.addAll(reader.problems);
        return new Definitions(file, read.routes(), read.services(), read.middlewares(), problems);
    }

    private Definitions readProtocols(LabelNode labels) {
        var http = labels.child("http");
        readMiddlewares(http.child("middlewares"));
        boolean isTcpOnly = http.isEmpty() && labels.has("tcp");
        if (!isTcpOnly) {
            readServices(http.child("services"));
            readRouters(http.child("routers"));
        }
        var tcp = new TraefikTcp(workload, settings);
        tcp.read(labels.child("tcp"));
        routes.addAll(tcp.routes());
        services.addAll(tcp.services());
        middlewares.putAll(tcp.middlewares());
        http.refuse("serverstransports", "servers' transports are not supported yet");
        labels.reportUnread();
        return new Definitions(workload, routes, services, middlewares, problems);
    }

    private void readMiddlewares(LabelNode all) {
        all.named()
                .forEach((name, node) ->
                        TraefikMiddlewares.read(node)
                                .ifPresent(middleware -> middlewares.put(named(name), middleware)));
    }

    private void readServices(LabelNode all) {
        all.named()
                .forEach((name, node) ->
                        services.addAll(TraefikServices.read(named(name), workload, node)));
        if (all.named().isEmpty() && !workload.isFile()) {
            TraefikServices.standard(named(Words.normal(workload.defaultName())), workload, all)
                    .ifPresent(services::add);
        }
    }

    private void readRouters(LabelNode all) {
        all.named().forEach(this::readRouter);
        if (all.isEmpty() && !services.isEmpty() && middlewares.isEmpty()) {
            addDefaultRoute();
        }
    }

    /** Traefik's default rule: the container's name as a host name. */
    private void addDefaultRoute() {
        var name = Words.normal(workload.defaultName());
        var text = "Host(`" + name + "`)";
        routes.add(
                new Route(
                        named(name),
                        NormalForm.parse(text),
                        text,
                        text.length(),
                        0,
                        Set.of(),
                        new Tls.Either(),
                        List.of(),
                        Reference.of(services.getFirst().name().local())));
    }

    private void readRouter(String name, LabelNode node) {
        int before = problems.size();
        var rule = node.child("rule");
        if (workload.isFile() && rule.text().isEmpty()) {
            rule.problem("a router in a file needs a rule such as Host(`example.org`)");
        }
        var text = rule.text().orElse("Host(`" + Words.normal(workload.defaultName()) + "`)");
        int priority = RouterLabels.priority(node, text);
        node.refuse("rulesyntax", "the syntax of Traefik 2 and 3 is known by the rule itself");
        node.accept("observability");
        var middlewares = node.list("middlewares").stream().map(Reference::of).toList();
        var service = service(node);
        var entryPoints = RouterLabels.entryPoints(node, "entrypoints", settings);
        var tls = tls(node, entryPoints);
        try {
            var parsed = NormalForm.parse(text);
            if (problems.size() == before) {
                routes.add(
                        new Route(
                                named(name),
                                parsed,
                                text,
                                priority,
                                0,
                                entryPoints,
                                tls,
                                middlewares,
                                service));
            }
        } catch (RuleSyntaxException e) {
            rule.problem(e.reason());
        }
    }

    /** A router without a service takes the only one that its container defines. */
    private Reference service(LabelNode node) {
        var named = node.text("service");
        if (named.isPresent()) {
            return Reference.of(named.get());
        }
        if (services.stream().map(Service::name).distinct().count() == 1) {
            return Reference.of(services.getFirst().name().local());
        }
        var names = services.stream().map(service -> service.name().local()).toList();
        node.child("service")
                .problem(
                        names.isEmpty()
                                ? "there is no service to lead to"
                                : "must name one of the services " + String.join(", ", names));
        return Reference.of("");
    }

    private Tls tls(LabelNode node, Set<String> entryPoints) {
        var tls = node.child("tls");
        var asked = node.flag("tls", !tls.isEmpty());
        var order = tls.text("certresolver").map(ignored -> Tls.Order.USUAL);
        tls.refuse("options", "the versions and ciphers of TLS are set for the whole proxy");
        var domains = RouterLabels.domains(tls);
        boolean secure =
                entryPoints.stream()
                        .map(settings.entryPoints()::get)
                        .anyMatch(point -> point != null && point.isSecure());
        if (asked || secure) {
            return new Tls.Terminated("", order, domains, Tls.PlainRequests.OTHER_ROUTES);
        }
        return entryPoints.isEmpty() ? new Tls.Either() : new Tls.Never();
    }

    private Name named(String local) {
        return new Name(workload.project(), local);
    }
}
