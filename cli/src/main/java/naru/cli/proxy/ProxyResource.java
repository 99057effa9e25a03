package naru.cli.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.cli.text.Json;
import naru.network.model.NaruException;
import naru.proxy.control.ProxyService;
import naru.proxy.control.ProxyView;
import naru.proxy.control.ProxyView.MemberView;
import naru.proxy.model.Problem;
import naru.proxy.table.RoutedService;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code /proxy}: the routes of the HTTP proxy, and requests to it. No part of Docker's API. */
public final class ProxyResource implements Resource {
    private final ProxyService proxy;

    public ProxyResource(ProxyService proxy) {
        this.proxy = proxy;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/proxy/routes", request -> reply(request, routes(proxy.view()))),
                Route.get("/proxy/files", request -> reply(request, new TreeMap<>(proxy.files()))),
                Route.get("/proxy/entry-points", request -> reply(request, entryPoints())),
                Route.get(
                        "/proxy/config",
                        request -> request.text(200, proxy.view().configuration())),
                Route.get(
                        "/proxy/certificates",
                        request -> reply(request, CertificateTexts.json(proxy.view()))),
                Route.get(
                        "/proxy/metrics",
                        request ->
                                request.text(
                                        200,
                                        CertificateTexts.metrics(proxy.view(), Instant.now()))),
                Route.post("/proxy/enable", request -> done(request, proxy::enable)),
                Route.post("/proxy/disable", request -> done(request, proxy::disable)),
                Route.post("/proxy/purge", this::purge),
                Route.post("/proxy/retry", request -> done(request, proxy::retryOrders)),
                Route.post("/proxy/reload", request -> done(request, proxy::reload)),
                Route.post(
                        "/proxy/drain/{id}",
                        request -> done(request, () -> proxy.drain(request.id(), true))),
                Route.post(
                        "/proxy/undrain/{id}",
                        request -> done(request, () -> proxy.drain(request.id(), false))));
    }

    /** Without a URL and a route, everything is purged only if the client says so. */
    private void purge(Request request) throws IOException {
        var document = request.document();
        var wanted =
                document == null
                        ? Map.<String, Object>of()
                        : Json.at(Json.parse(new String(document, UTF_8)));
        var url = Json.text(wanted, "URL");
        var route = Json.text(wanted, "Route");
        boolean all = Boolean.TRUE.equals(wanted.get("All"));
        if (all == (!url.isEmpty() || !route.isEmpty())) {
            throw new NaruException.Invalid("purge needs a URL, a Route, or All: true");
        }
        reply(request, Map.of("Purged", proxy.purge(url, route)));
    }

    private static void done(Request request, Runnable action) throws IOException {
        action.run();
        reply(request, Map.of());
    }

    private static void reply(Request request, Map<String, Object> object) throws IOException {
        try (var out = request.bytes("application/json")) {
            out.write((Json.compact(object) + "\n").getBytes(UTF_8));
        }
    }

    /** Names and protocols by the names that labels use. */
    private Map<String, Object> entryPoints() {
        var all = new TreeMap<String, Object>();
        proxy.entryPoints()
                .forEach((name, point) ->
                        all.put(
                                name,
                                Json.object(
                                        "Name",
                                        point.name(),
                                        "Protocol",
                                        point.kind().name().toLowerCase(Locale.ROOT))));
        return all;
    }

    private static Map<String, Object> routes(ProxyView view) {
        return Json.object(
                "State",
                view.state(),
                "Failure",
                view.failure().orElse(""),
                "Reloads",
                view.reloads(),
                "Routes",
                view.table().routes().stream().map(routed -> route(view, routed)).toList(),
                "Problems",
                view.problems().stream().map(ProxyResource::problem).toList());
    }

    private static Map<String, Object> route(ProxyView view, RoutedService routed) {
        var route = routed.route();
        var service = routed.pool().service().name().toString();
        return Json.object(
                "Name",
                route.name().toString(),
                "Rule",
                route.text(),
                "Priority",
                route.priority(),
                "EntryPoints",
                Texts.entry(route),
                "Steps",
                Texts.steps(routed),
                "Service",
                service,
                "Members",
                view.members().getOrDefault(service, List.of()).stream()
                        .map(ProxyResource::member)
                        .toList());
    }

    private static Map<String, Object> member(MemberView member) {
        return Json.object(
                "Container",
                member.container(),
                "Address",
                member.address(),
                "Weight",
                member.weight(),
                "State",
                member.state(),
                "Reason",
                member.reason(),
                "Sessions",
                member.sessions());
    }

    private static Map<String, Object> problem(Problem problem) {
        return Json.object(
                "Container", problem.workload(), "Key", problem.key(), "Text", problem.text());
    }
}
