package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.label.node.Words;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.InFlightLimit;
import naru.proxy.model.Name;
import naru.proxy.model.Reference;
import naru.proxy.model.Route;
import naru.proxy.model.Route.Kind;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.model.Tuning;
import naru.proxy.model.Workload;
import naru.proxy.rule.RuleSyntaxException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The labels below {@code traefik.tcp}; Traefik documentation, "TCP routers". */
final class TraefikTcp {
    private final Workload workload;
    private final Settings settings;
    private final List<Route> routes = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final Map<Name, Middleware> middlewares = new TreeMap<>();

    TraefikTcp(Workload workload, Settings settings) {
        this.workload = workload;
        this.settings = settings;
    }

    List<Route> routes() {
        return routes;
    }

    List<Service> services() {
        return services;
    }

    Map<Name, Middleware> middlewares() {
        return middlewares;
    }

    void read(LabelNode tcp) {
        tcp.child("middlewares")
                .named()
                .forEach((name, node) ->
                        middleware(node).ifPresent(read -> middlewares.put(named(name), read)));
        var routers = tcp.child("routers").named();
        var all = tcp.child("services");
        all.named().forEach((name, node) -> service(named(name), node));
        if (services.isEmpty() && all.isEmpty() && !routers.isEmpty() && !workload.isFile()) {
            var name = Words.normal(workload.defaultName());
            service(named(name), all.child(name));
        }
        routers.forEach(this::router);
        tcp.refuse("serverstransports", "servers' transports are not supported yet");
    }

    private static Optional<Middleware> middleware(LabelNode node) {
        var limit = node.child("inflightconn");
        if (!limit.isEmpty()) {
            long most = limit.big("amount", 1, Integer.MAX_VALUE).orElse(1);
            return Optional.of(new InFlightLimit(most, true));
        }
        for (var kind : List.of("ipallowlist", "ipwhitelist")) {
            if (node.has(kind)) {
                try {
                    return TraefikMiddlewares.allowList(node.child(kind));
                } catch (RuleSyntaxException e) {
                    node.child(kind).problem(e.reason());
                    return Optional.empty();
                }
            }
        }
        node.child("ipallowlist");
        node.problem("TCP has the middlewares ipallowlist and inflightconn");
        return Optional.empty();
    }

    private void service(Name name, LabelNode node) {
        node.refuse(
                "weighted", "weights are set with loadbalancer.server.weight at each container");
        var balancer = node.child("loadbalancer");
        balancer.refuse("serverstransport", "servers' transports are not supported yet");
        balancer.refuse(
                "terminationdelay",
                "either side ends its direction by itself, and the other one may go on");
        var servers = balancer.numbered("servers");
        if (servers.isEmpty()) {
            service(name, balancer, balancer.child("server"));
        } else {
            servers.forEach(server -> service(name, balancer, server));
        }
    }

    private void service(Name name, LabelNode balancer, LabelNode server) {
        var protocol = server.flag("tls", false) ? Protocol.TLS : Protocol.TCP;
        int weight = server.number("weight", 0, Service.MAX_WEIGHT).orElse(Service.DEFAULT_WEIGHT);
        var address = server.text("address");
        var target =
                address.isPresent()
                        ? address(server, protocol, address.get())
                        : ExposedPorts.of(workload, server)
                                .<Target>map(port -> new Target.Port(protocol, port));
        var tuning = tuning(balancer);
        target.ifPresent(found ->
                services.add(
                        new Service(
                                name,
                                found,
                                weight,
                                Balance.ROUND_ROBIN,
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                false,
                                tuning)));
    }

    private static Optional<Target> address(LabelNode server, Protocol protocol, String text) {
        server.number("port", 1, ExposedPorts.MAX_PORT); // is verified, and not used
        int colon = text.lastIndexOf(':');
        if (colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port > 0 && port <= ExposedPorts.MAX_PORT) {
                return Optional.of(new Target.Url(protocol, text.substring(0, colon), port));
            }
        }
        server.child("address")
                .problem("expected a host and a port such as 192.0.2.7:5432, got \"" + text + "\"");
        return Optional.empty();
    }

    private static Tuning tuning(LabelNode balancer) {
        var labels = balancer.child("proxyprotocol");
        boolean sends = balancer.flag("proxyprotocol", !labels.isEmpty());
        int version = labels.number("version", 1, 2).orElse(2);
        return new Tuning(
                Optional.empty(), Duration.ZERO, Tuning.DEFAULT_DRAIN, 0, sends ? version : 0);
    }

    private void router(String name, LabelNode node) {
        var rule = node.child("rule");
        var text = rule.text();
        int priority = RouterLabels.priority(node, text.orElse(""));
        int before = node.problems();
        var entryPoints = RouterLabels.entryPoints(node, "entrypoints", settings);
        var steps = node.list("middlewares").stream().map(TraefikTcp::reference).toList();
        var service = service(node);
        var tls = tls(node);
        if (text.isEmpty()) {
            rule.problem("a TCP router needs a rule such as HostSNI(`*`)");
            return;
        }
        var parsed = TcpRules.read(text.get(), tls, entryPoints, rule);
        if (parsed.isPresent() && service.isPresent() && node.problems() == before) {
            routes.add(
                    new Route(
                            Kind.TCP,
                            named(name),
                            parsed.get(),
                            text.get(),
                            priority,
                            0,
                            entryPoints,
                            tls,
                            steps,
                            service.get()));
        }
    }

    private Optional<Reference> service(LabelNode node) {
        var named = node.text("service");
        if (named.isPresent()) {
            return named.map(TraefikTcp::reference);
        }
        if (services.stream().map(Service::name).distinct().count() == 1) {
            return Optional.of(Reference.of(services.getFirst().name().local()));
        }
        node.child("service")
                .problem(
                        services.isEmpty()
                                ? "there is no service to lead to"
                                : "must name one of the services of this container");
        return Optional.empty();
    }

    private static Tls tls(LabelNode node) {
        var tls = node.child("tls");
        boolean asked = node.flag("tls", !tls.isEmpty());
        var order = tls.text("certresolver").map(ignored -> Tls.Order.USUAL);
        tls.refuse("options", "the versions and ciphers of TLS are set for the whole proxy");
        var domains = RouterLabels.domains(tls);
        if (tls.flag("passthrough", false)) {
            return new Tls.Passthrough();
        }
        return asked
                ? new Tls.Terminated("", order, domains, Tls.PlainRequests.OTHER_ROUTES)
                : new Tls.Never();
    }

    private static Reference reference(String text) {
        var reference = Reference.of(text);
        return new Reference(TcpRules.local(reference.local()), reference.provider());
    }

    private Name named(String local) {
        return new Name(workload.project(), TcpRules.local(local));
    }
}
