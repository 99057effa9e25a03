package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.HealthCheck;
import naru.proxy.model.Name;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tuning;
import naru.proxy.model.Workload;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The labels below {@code traefik.http.services.NAME}. */
final class TraefikServices {
    private static final Map<String, Protocol> PROTOCOLS =
            Map.of("http", Protocol.HTTP, "https", Protocol.HTTPS, "h2c", Protocol.H2C);

    private TraefikServices() {}

    /**
     * A service with labels; none if a label makes it unusable. A file may have several servers,
     * each of which makes the service once.
     */
    static List<Service> read(Name name, Workload workload, LabelNode node) {
        var balancer = node.child("loadbalancer");
        var servers = balancer.numbered("servers");
        return servers.isEmpty()
                ? read(name, workload, node, balancer.child("server")).stream().toList()
                : servers.stream()
                        .flatMap(server -> read(name, workload, node, server).stream())
                        .toList();
    }

    private static Optional<Service> read(
            Name name, Workload workload, LabelNode node, LabelNode server) {
        var balancer = node.child("loadbalancer");
        node.refuse(
                "weighted", "weights are set with loadbalancer.server.weight at each container");
        node.refuse("mirroring", "HAProxy cannot send a request to two services");
        node.refuse("failover", "a failover service is not supported yet");

        var port = server.number("port", 1, ExposedPorts.MAX_PORT);
        var protocol = protocol(server);
        var url = server.text("url");
        int weight = server.number("weight", 0, Service.MAX_WEIGHT).orElse(Service.DEFAULT_WEIGHT);
        server.accept("preservepath");
        balancer.accept("responseforwarding");
        balancer.refuse("serverstransport", "servers' transports are not supported yet");

        var target =
                url.isPresent()
                        ? url(server.child("url"), url.get())
                        : port.isPresent()
                                ? Optional.<Target>of(new Target.Port(protocol, port.getAsInt()))
                                : exposed(workload, protocol, server.child("port"));
        var balance = balance(balancer);
        var sticky = sticky(balancer);
        var check = check(balancer, protocol);
        var keepsHost = balancer.flag("passhostheader", true);
        boolean observes = !balancer.child("passivehealthcheck").isEmpty();
        balancer.accept("passivehealthcheck");
        return target.map(found ->
                new Service(
                        name,
                        found,
                        weight,
                        balance,
                        sticky,
                        check,
                        keepsHost,
                        observes,
                        Tuning.NONE));
    }

    /** The service of a container that defines none. */
    static Optional<Service> standard(Name name, Workload workload, LabelNode node) {
        var example = node.child(name.local()).child("loadbalancer").child("server").child("port");
        return exposed(workload, Protocol.HTTP, example)
                .map(target ->
                        new Service(
                                name,
                                target,
                                Service.DEFAULT_WEIGHT,
                                Balance.ROUND_ROBIN,
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                false,
                                Tuning.NONE));
    }

    private static Optional<Target> exposed(
            Workload workload, Protocol protocol, LabelNode portLabel) {
        return ExposedPorts.only(workload, portLabel).map(port -> new Target.Port(protocol, port));
    }

    private static Protocol protocol(LabelNode server) {
        var scheme = server.text("scheme", "http").toLowerCase(Locale.ROOT);
        var protocol = PROTOCOLS.get(scheme);
        if (protocol == null) {
            server.child("scheme").problem("expected http, https or h2c, got \"" + scheme + "\"");
            return Protocol.HTTP;
        }
        return protocol;
    }

    private static Optional<Target> url(LabelNode label, String text) {
        try {
            var url = URI.create(text);
            var protocol = PROTOCOLS.get(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT));
            if (url.getHost() != null && protocol != null) {
                int usual = protocol == Protocol.HTTPS ? 443 : 80;
                return Optional.of(
                        new Target.Url(
                                protocol,
                                url.getHost(),
                                url.getPort() < 0 ? usual : url.getPort()));
            }
        } catch (IllegalArgumentException ignored) {
            // reported below
        }
        label.problem("expected a URL such as http://192.0.2.7:8080, got \"" + text + "\"");
        return Optional.empty();
    }

    private static Balance balance(LabelNode balancer) {
        var strategy = balancer.text("strategy", "wrr").toLowerCase(Locale.ROOT);
        return switch (strategy) {
            case "wrr" -> Balance.ROUND_ROBIN;
            case "p2c" -> Balance.RANDOM;
            case "hrw" -> Balance.SOURCE;
            case "leasttime" -> {
                balancer.child("strategy")
                        .problem("HAProxy does not measure times; the nearest is p2c");
                yield Balance.RANDOM;
            }
            default -> {
                balancer.child("strategy")
                        .problem("expected wrr, p2c or hrw, got \"" + strategy + "\"");
                yield Balance.ROUND_ROBIN;
            }
        };
    }

    private static Optional<Sticky> sticky(LabelNode balancer) {
        var sticky = balancer.child("sticky");
        var cookie = sticky.child("cookie");
        if (!sticky.flag("cookie", !cookie.isEmpty()) && !balancer.flag("sticky", false)) {
            return Optional.empty();
        }
        return Cookies.check(
                cookie,
                new Sticky.Cookie(
                        cookie.text("name", ""),
                        cookie.flag("secure", false),
                        cookie.flag("httponly", false),
                        cookie.text("samesite", "").toLowerCase(Locale.ROOT),
                        Math.max(0, cookie.number("maxage", -1, Integer.MAX_VALUE).orElse(0)),
                        cookie.text("path", "/"),
                        cookie.text("domain", "")));
    }

    private static Optional<HealthCheck> check(LabelNode balancer, Protocol protocol) {
        var check = balancer.child("healthcheck");
        if (check.isEmpty()) {
            return Optional.empty();
        }
        var interval = check.duration("interval", HealthCheck.DEFAULT_INTERVAL);
        if (!check.text("mode", "http").equals("http")) {
            check.refuse("mode", "HAProxy checks by HTTP only; leave the path out for TCP");
        }
        if (check.flag("followredirects", true) && check.text("followredirects").isPresent()) {
            check.refuse("followredirects", "HAProxy's checks do not follow redirects");
        }
        if (!Checks.check(check)) {
            return Optional.empty();
        }
        var scheme = check.text("scheme", protocol == Protocol.HTTPS ? "https" : "http");
        return Optional.of(
                new HealthCheck(
                        check.text("path", ""),
                        interval,
                        check.duration("unhealthyinterval", interval),
                        check.duration("timeout", HealthCheck.DEFAULT_TIMEOUT),
                        check.number("port", 1, ExposedPorts.MAX_PORT),
                        scheme.equals("https"),
                        check.text("hostname", ""),
                        check.child("headers").fields(),
                        check.text("method", "GET"),
                        check.number("status", 100, 599)));
    }
}
