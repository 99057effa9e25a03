package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.Middleware;
import naru.proxy.model.Name;
import naru.proxy.model.Reference;
import naru.proxy.model.Route;
import naru.proxy.model.Route.Kind;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.model.Workload;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Naru's labels of a TCP route: those beside {@code naru.proxy.tcp}. */
final class NaruTcp {
    /** A route, its service, and its middlewares. */
    record Read(Route route, Service service, Map<Name, Middleware> middlewares) {}

    private final Workload workload;
    private final Settings settings;

    NaruTcp(Workload workload, Settings settings) {
        this.workload = workload;
        this.settings = settings;
    }

    void read(String local, LabelNode labels, Consumer<Read> result) {
        int before = labels.problems();
        var name = new Name(workload.project(), TcpRules.local(local));
        var entryPoints = RouterLabels.entryPoints(labels, "tcp", settings);
        var text = rule(labels);
        var tls = tls(labels, text);
        var rule = TcpRules.read(text, tls, entryPoints, labels.child("host"));
        var service = service(name, labels);
        var steps = steps(name, labels);
        var priority = labels.number("priority", -1_000_000, 1_000_000).orElse(text.length());
        labels.text("network"); // of the container, not of its routes
        if (labels.problems() > before || rule.isEmpty() || service.isEmpty()) {
            return;
        }
        var references = steps.keySet().stream().map(s -> Reference.of(s.local())).toList();
        result.accept(
                new Read(
                        new Route(
                                Kind.TCP,
                                name,
                                rule.get(),
                                text,
                                priority,
                                0,
                                entryPoints,
                                tls,
                                references,
                                Reference.of(name.local())),
                        service.get(),
                        steps));
    }

    private static String rule(LabelNode labels) {
        var rule = labels.text("rule", "");
        var hosts = labels.list("host");
        if (hosts.stream().anyMatch(host -> host.indexOf('`') >= 0)) {
            labels.child("host").problem("a backquote cannot be part of a host name");
        }
        if (!rule.isEmpty() && !hosts.isEmpty()) {
            labels.child("rule").problem("stands in place of host, not beside it");
        }
        if (!rule.isEmpty()) {
            return rule;
        }
        return hosts.isEmpty() ? "HostSNI(`*`)" : NaruSettings.any("HostSNI", hosts);
    }

    private static Tls tls(LabelNode labels, String rule) {
        var certificate = labels.text("certificate", "");
        var usual =
                !certificate.isEmpty() ? "on" : rule.equals("HostSNI(`*`)") ? "off" : "passthrough";
        var tls = labels.text("tls", usual);
        return switch (tls) {
            case "off" -> new Tls.Never();
            case "passthrough" -> new Tls.Passthrough();
            case "on", "acme" ->
                    new Tls.Terminated(
                            certificate,
                            tls.equals("acme") ? Optional.of(Tls.Order.USUAL) : Optional.empty(),
                            List.of(),
                            Tls.PlainRequests.REFUSE);
            default -> {
                labels.child("tls")
                        .problem("expected off, passthrough, on or acme, got \"" + tls + "\"");
                yield new Tls.Never();
            }
        };
    }

    private Optional<Service> service(Name name, LabelNode labels) {
        var scheme = labels.text("scheme", "tcp");
        if (!scheme.equals("tcp") && !scheme.equals("tls")) {
            labels.child("scheme").problem("expected tcp or tls, got \"" + scheme + "\"");
        }
        var protocol = scheme.equals("tls") ? Protocol.TLS : Protocol.TCP;
        var port = ExposedPorts.of(workload, labels);
        if (!labels.text("check", "tcp").equals("tcp")) {
            labels.child("check").problem("expected tcp");
        }
        var balance = NaruSettings.balance(labels);
        if (balance == Balance.URI) {
            labels.child("algorithm").problem("TCP connections have no URI");
        }
        if (labels.text("sticky", "").equals("cookie")) {
            labels.child("sticky").problem("TCP connections have no cookies; use source");
        }
        var sticky = NaruSettings.sticky(labels);
        var tuning = NaruSettings.tuning(labels);
        int weight = labels.number("weight", 0, Service.MAX_WEIGHT).orElse(Service.DEFAULT_WEIGHT);
        return port.map(found -> new Target.Port(protocol, found))
                .map(target ->
                        new Service(
                                name,
                                target,
                                weight,
                                balance,
                                sticky,
                                NaruSettings.check(labels, target),
                                true,
                                false,
                                tuning));
    }

    private static Map<Name, Middleware> steps(Name name, LabelNode labels) {
        var steps = new TreeMap<Name, Middleware>();
        NaruSettings.allow(labels)
                .ifPresent(allow ->
                        steps.put(new Name(name.project(), name.local() + "-allow"), allow));
        return steps;
    }
}
