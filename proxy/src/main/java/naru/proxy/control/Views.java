package naru.proxy.control;

import naru.network.model.NaruException;
import naru.proxy.control.ProxyView.CertificateView;
import naru.proxy.control.ProxyView.MemberView;
import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Configuration;
import naru.proxy.haproxy.routing.Backends;
import naru.proxy.model.Problem;
import naru.proxy.runtime.ProxyRuntime.Progress;
import naru.proxy.runtime.ServerStatus;
import naru.proxy.runtime.ServerStatus.State;
import naru.proxy.table.Member;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes views of the proxy for its users. */
final class Views {
    private Views() {}

    static ProxyView of(
            Members members,
            Configuration configuration,
            Progress progress,
            long reloads,
            List<Problem> further,
            List<CertificateView> certificates) {
        var failure = progress.problem();
        var statuses = statuses(configuration, progress);
        var views = new HashMap<String, List<MemberView>>();
        members.pools()
                .forEach((name, pool) ->
                        views.put(
                                name.toString(),
                                pool.members().stream()
                                        .map(member ->
                                                view(
                                                        members,
                                                        member,
                                                        statuses.getOrDefault(
                                                                name.toString(), Map.of())))
                                        .toList()));
        var problems = new ArrayList<Problem>();
        problems.addAll(members.table().problems());
        problems.addAll(members.problems());
        problems.addAll(configuration.problems());
        problems.addAll(progress.certificateProblems());
        problems.addAll(further);
        problems.removeIf(problem -> hasEnded(members, problem));
        return new ProxyView(
                failure.isEmpty() ? "running" : "failed",
                failure,
                reloads,
                members.table(),
                views,
                problems.stream().distinct().sorted().toList(),
                configuration.text(),
                certificates);
    }

    /** The backend of the route of a name. */
    static String backend(RoutingTable table, String route) {
        return table.routes().stream()
                .filter(routed -> routed.route().name().toString().equals(route))
                .findFirst()
                .map(new Backends(table)::name)
                .orElseThrow(() -> new NaruException.NotFound("no such route: " + route));
    }

    /** Problems of routes that cache while nginx does not run. */
    static List<Problem> uncached(List<RoutedService> routes, String reason) {
        return routes.stream()
                .map(routed ->
                        new Problem(
                                routed.claimant(),
                                "router " + routed.route().name(),
                                "responses are not cached: " + reason))
                .toList();
    }

    /** Containers that have ended keep their routes for a moment, but are no longer of interest. */
    private static boolean hasEnded(Members members, Problem problem) {
        var facts = members.byName().get(problem.workload());
        return facts != null && !facts.isActive();
    }

    /** By service and server; of several backends of a service, the worst state counts. */
    private static Map<String, Map<String, ServerStatus>> statuses(
            Configuration configuration, Progress progress) {
        var statuses = new HashMap<String, Map<String, ServerStatus>>();
        for (var status : progress.servers()) {
            BackendPlan plan = configuration.backends().get(status.backend());
            if (plan != null) {
                statuses.computeIfAbsent(plan.service().toString(), ignored -> new HashMap<>())
                        .merge(status.server(), status, Views::worse);
            }
        }
        return statuses;
    }

    private static ServerStatus worse(ServerStatus one, ServerStatus two) {
        int sessions = one.sessions() + two.sessions();
        var state = one.state() == State.READY ? two.state() : one.state();
        return new ServerStatus(one.backend(), one.server(), state, sessions);
    }

    private static MemberView view(
            Members members, Member member, Map<String, ServerStatus> statuses) {
        var server = members.server(member);
        var status = server.map(found -> statuses.get(found.name())).orElse(null);
        var out = members.reasonOut(member);
        return new MemberView(
                member.workload().isFile() ? member.text() : member.workload().name(),
                server.map(found -> found.socket()).orElse(""),
                member.weight(),
                status == null ? "out" : status.state().name().toLowerCase(Locale.ROOT),
                out.isEmpty() && status != null ? reason(status.state()) : out,
                status == null ? 0 : status.sessions());
    }

    private static String reason(State state) {
        return switch (state) {
            case CONNECTING -> "accepts no connections yet";
            case CHECKING -> "has not passed its first check yet";
            case DOWN -> "its checks fail";
            case READY, DRAINING, FINISHING, LEAVING -> "";
        };
    }
}
