package naru.proxy.table;

import naru.proxy.label.Settings;
import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware;
import naru.proxy.model.Name;
import naru.proxy.model.Problem;
import naru.proxy.model.Reference;
import naru.proxy.model.Route;
import naru.proxy.model.Service;
import naru.proxy.model.Workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Merges the definitions of all workloads. The first claimant keeps a name or a rule; a later
 * workload that claims it otherwise gets a problem that names both, and its other routes are not
 * affected.
 */
public final class TableBuilder {
    private static final int MAX_CHAIN = 16;

    private record Claim<T>(Workload by, T thing) {}

    private final Map<Name, Claim<Service>> services = new TreeMap<>();
    private final Map<Name, List<Member>> members = new TreeMap<>();
    private final Map<Name, Claim<Middleware>> middlewares = new TreeMap<>();
    private final Map<Name, Claim<Route>> routes = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private TableBuilder() {}

    /**
     * @param all in the order of their claims, the oldest container first
     */
    public static RoutingTable build(Settings settings, List<Definitions> all) {
        var builder = new TableBuilder();
        all.forEach(builder::add);
        return new RoutingTable(settings, builder.resolved(), builder.problems);
    }

    private void add(Definitions definitions) {
        var workload = definitions.workload();
        problems.addAll(definitions.problems());
        definitions.services().forEach(service -> addMember(workload, service));
        definitions
                .middlewares()
                .forEach((name, middleware) -> claim(middlewares, workload, name, middleware));
        definitions.routes().forEach(route -> claim(routes, workload, route.name(), route));
    }

    private void addMember(Workload workload, Service service) {
        var claim =
                services.computeIfAbsent(service.name(), ignored -> new Claim<>(workload, service));
        if (!alike(claim.thing(), service)) {
            problems.add(clash(workload, "service " + service.name(), claim.by()));
            return;
        }
        members.computeIfAbsent(service.name(), ignored -> new ArrayList<>())
                .add(new Member(workload, service.target(), service.weight()));
    }

    /** Members of one service may differ in port and weight, not in how requests are spread. */
    private static boolean alike(Service one, Service two) {
        return one.balance() == two.balance()
                && one.sticky().equals(two.sticky())
                && one.check().equals(two.check())
                && one.keepsHost() == two.keepsHost()
                && one.observesFailures() == two.observesFailures()
                && one.tuning().equals(two.tuning());
    }

    private <T> void claim(Map<Name, Claim<T>> claims, Workload workload, Name name, T thing) {
        var claim = claims.computeIfAbsent(name, ignored -> new Claim<>(workload, thing));
        if (!claim.thing().equals(thing)) {
            var kind = thing instanceof Route ? "router " : "middleware ";
            problems.add(clash(workload, kind + name, claim.by()));
        }
    }

    private static Problem clash(Workload workload, String what, Workload first) {
        return new Problem(
                workload.name(),
                what,
                "is set otherwise by container " + first.name() + ", which has it first");
    }

    private List<RoutedService> resolved() {
        var resolved = new ArrayList<RoutedService>();
        var takers = new LinkedHashMap<Set<Object>, Claim<Route>>();
        for (var claim : routes.values()) {
            var taken = takers.putIfAbsent(claimOf(claim.thing()), claim);
            if (taken != null) {
                problems.add(
                        new Problem(
                                claim.by().name(),
                                "router " + claim.thing().name(),
                                "the rule "
                                        + claim.thing().text()
                                        + " belongs to router "
                                        + taken.thing().name()
                                        + " of container "
                                        + taken.by().name()));
            } else {
                resolve(claim).ifPresent(resolved::add);
            }
        }
        return resolved;
    }

    /** Routes with equal keys match the same requests. */
    private static Set<Object> claimOf(Route route) {
        return Set.of(
                route.kind(), route.rule(), route.priority(), route.entryPoints(), route.tls());
    }

    private Optional<RoutedService> resolve(Claim<Route> claim) {
        var route = claim.thing();
        var pool = pool(claim, route.service());
        var steps = new ArrayList<Middleware>();
        boolean complete = true;
        for (var reference : route.middlewares()) {
            complete &= collect(claim, reference, steps, new LinkedHashSet<>());
        }
        var pages = pages(claim, steps);
        return complete
                ? pool.map(
                        found -> new RoutedService(route, claim.by().name(), steps, found, pages))
                : Optional.empty();
    }

    private Map<String, Pool> pages(Claim<Route> claim, List<Middleware> steps) {
        var pages = new TreeMap<String, Pool>();
        for (var step : steps) {
            if (step instanceof Middleware.ErrorPages errors) {
                pool(claim, errors.service())
                        .ifPresent(pool -> pages.put(errors.service().toString(), pool));
            }
        }
        return pages;
    }

    private Optional<Pool> pool(Claim<Route> claim, Reference reference) {
        if (reference.provider().equals("internal")) {
            problems.add(
                    problem(
                            claim,
                            reference + " is part of Traefik; here `naru proxy ls` lists routes"));
            return Optional.empty();
        }
        return find(claim, services, reference, "service")
                .map(service ->
                        new Pool(
                                service,
                                members.getOrDefault(service.name(), List.of()).stream()
                                        .sorted(
                                                Comparator.comparing(
                                                        member -> member.workload().name()))
                                        .toList()));
    }

    /** Adds the middlewares that a reference names; returns false if one is missing. */
    private boolean collect(
            Claim<Route> claim,
            Reference reference,
            List<Middleware> steps,
            Set<Middleware> chains) {
        var found = find(claim, middlewares, reference, "middleware");
        if (found.isEmpty()) {
            return false;
        }
        if (!(found.get() instanceof Middleware.Chain chain)) {
            steps.add(found.get());
            return true;
        }
        if (chains.size() == MAX_CHAIN || !chains.add(chain)) {
            problems.add(problem(claim, "the chain " + reference + " contains itself"));
            return false;
        }
        boolean complete = true;
        for (var part : chain.parts()) {
            complete &= collect(claim, part, steps, chains);
        }
        chains.remove(chain);
        return complete;
    }

    /**
     * In the route's own project first, then in the only other one that has the name. Names of
     * files are found from everywhere as {@code NAME@file}, and without that in files.
     */
    private <T> Optional<T> find(
            Claim<Route> claim, Map<Name, Claim<T>> all, Reference reference, String kind) {
        var from = claim.thing().name();
        boolean inFiles =
                reference.provider().equals("file")
                        || from.isFromFile() && reference.provider().isEmpty();
        var project = inFiles ? Name.FILES : from.isFromFile() ? "" : from.project();
        var own = all.get(new Name(project, reference.local()));
        if ((inFiles || reference.isFromLabels()) && own != null) {
            return Optional.of(own.thing());
        }
        var others = new TreeMap<Name, Claim<T>>(all);
        others.keySet()
                .removeIf(name ->
                        inFiles
                                || name.isFromFile()
                                || !reference.isFromLabels()
                                || !name.local().equals(reference.local()));
        if (others.size() == 1) {
            return Optional.of(others.firstEntry().getValue().thing());
        }
        problems.add(
                problem(
                        claim,
                        "there is no "
                                + kind
                                + " \""
                                + reference
                                + "\""
                                + (others.isEmpty()
                                        ? ""
                                        : " in its project, and several elsewhere: "
                                                + others.keySet())));
        return Optional.empty();
    }

    private static Problem problem(Claim<Route> claim, String text) {
        return new Problem(claim.by().name(), "router " + claim.thing().name(), text);
    }
}
