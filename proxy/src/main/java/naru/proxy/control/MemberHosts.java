package naru.proxy.control;

import naru.proxy.haproxy.Hosts;
import naru.proxy.haproxy.Server;
import naru.proxy.model.Workload;
import naru.proxy.table.Member;
import naru.proxy.table.RoutingTable;

import java.util.Optional;
import java.util.function.Function;

/** The addresses of containers that have a route of their own, by container or service name. */
record MemberHosts(RoutingTable table, Function<Member, Optional<Server>> servers)
        implements Hosts {
    @Override
    public Optional<String> address(String project, String host) {
        return Hosts.LITERAL
                .address(project, host)
                .or(() ->
                        table.routes().stream()
                                .flatMap(routed -> routed.pool().members().stream())
                                .filter(member -> isCalled(member.workload(), project, host))
                                .flatMap(member -> servers.apply(member).stream())
                                .map(Server::address)
                                .findFirst());
    }

    private static boolean isCalled(Workload workload, String project, String host) {
        return workload.name().equals(host)
                || workload.project().equals(project) && workload.service().equals(host);
    }
}
