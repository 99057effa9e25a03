package naru.proxy.control;

import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Server;
import naru.proxy.model.Name;
import naru.proxy.model.Problem;
import naru.proxy.model.Service.Target;
import naru.proxy.runtime.WantedBackend;
import naru.proxy.runtime.WantedBackend.Duty;
import naru.proxy.runtime.WantedBackend.Wanted;
import naru.proxy.table.Member;
import naru.proxy.table.Pool;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The servers of a table's members: where they are, and what they are to do.
 *
 * @param byName the containers behind the workloads of the table
 * @param drained ids of containers that an operator has taken out of service
 * @param names the addresses of host names, as far as they are known
 */
record Members(
        RoutingTable table,
        Map<String, ContainerFacts> byName,
        Set<String> drained,
        Function<String, Optional<String>> names) {
    Members {
        byName = Map.copyOf(byName);
        drained = Set.copyOf(drained);
    }

    /** Empty for a member without a running process or an address. */
    Optional<Server> server(Member member) {
        if (member.workload().isFile()) {
            return ofFile(member);
        }
        var facts = byName.get(member.workload().name());
        if (facts == null || !facts.isActive()) {
            return Optional.empty();
        }
        return switch (member.target()) {
            case Target.Port(var protocol, var port) ->
                    MemberAddress.of(facts)
                            .address()
                            .map(a -> new Server(facts.serverName(), a, port, member.weight()));
            case Target.Url(var protocol, var host, var port) ->
                    names.apply(host)
                            .map(a -> new Server(facts.serverName(), a, port, member.weight()));
        };
    }

    /** A server that a file names; its address may change while its name stays. */
    private Optional<Server> ofFile(Member member) {
        return member.target() instanceof Target.Url(var protocol, var host, var port)
                ? names.apply(host)
                        .map(address ->
                                new Server(
                                        (host + "_" + port).replaceAll("[^A-Za-z0-9._-]", "_"),
                                        address,
                                        port,
                                        member.weight()))
                : Optional.empty();
    }

    Duty duty(Member member) {
        if (member.workload().isFile()) {
            return Duty.SERVES;
        }
        var facts = byName.get(member.workload().name());
        if (facts == null || !facts.reasonOut().isEmpty()) {
            return Duty.FINISHES;
        }
        return drained.contains(facts.id()) ? Duty.DRAINS : Duty.SERVES;
    }

    /** Why a member receives no new requests; empty if it does. */
    String reasonOut(Member member) {
        if (member.workload().isFile()) {
            return server(member).isEmpty() ? "its host name has no address" : "";
        }
        var facts = byName.get(member.workload().name());
        if (facts == null) {
            return "has been removed";
        }
        if (!facts.reasonOut().isEmpty()) {
            return facts.reasonOut();
        }
        if (drained.contains(facts.id())) {
            return "is drained by an operator";
        }
        return server(member).isEmpty() ? MemberAddress.of(facts).refusal() : "";
    }

    /** The members of each service. */
    Map<Name, Pool> pools() {
        var pools = new TreeMap<Name, Pool>();
        table.routes().forEach(r -> pools.put(r.pool().service().name(), r.pool()));
        return pools;
    }

    /** The servers that each backend is meant to have. */
    List<WantedBackend> backends(Collection<BackendPlan> plans) {
        var pools = pools();
        var backends = new ArrayList<WantedBackend>();
        for (var plan : plans) {
            var servers = new ArrayList<Wanted>();
            var pool = pools.get(plan.service());
            if (pool != null) {
                for (var member : pool.members()) {
                    server(member).ifPresent(s -> servers.add(new Wanted(s, duty(member))));
                }
            }
            backends.add(new WantedBackend(plan, servers));
        }
        return backends;
    }

    /** Members that the proxy cannot reach. */
    List<Problem> problems() {
        var problems = new HashMap<String, Problem>();
        for (var pool : pools().values()) {
            for (var member : pool.members()) {
                var facts = byName.get(member.workload().name());
                if (facts != null && facts.isActive() && server(member).isEmpty()) {
                    problems.putIfAbsent(
                            facts.id(),
                            new Problem(
                                    member.workload().name(),
                                    "network",
                                    unreachable(member, facts)));
                }
            }
        }
        return problems.values().stream().sorted().toList();
    }

    private static String unreachable(Member member, ContainerFacts facts) {
        return member.target() instanceof Target.Url(var protocol, var host, var port)
                ? "the host name " + host + " has no address"
                : MemberAddress.of(facts).refusal();
    }
}
