package naru.proxy.acme;

import naru.proxy.acme.AcmeSettings.Challenge;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.haproxy.tls.Certificates.Certificate;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Tls;
import naru.proxy.model.Tls.PlainRequests;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The certificates to order for a routing table: one for the names of each route that asks for it,
 * without those that another one or a certificate of the user serves.
 *
 * @param problems of routes whose certificate cannot be ordered
 */
public record CertificateRequests(List<CertificateRequest> requests, List<Problem> problems) {
    public CertificateRequests {
        requests = List.copyOf(requests);
        problems = List.copyOf(problems);
    }

    /**
     * @param own the names that certificates of the user serve, which need no order
     */
    static CertificateRequests of(
            RoutingTable table, SortedSet<String> own, Optional<AcmeSettings> settings) {
        var found = new ArrayList<CertificateRequest>();
        var problems = new ArrayList<Problem>();
        for (var routed : table.routes()) {
            if (routed.route().tls() instanceof Tls.Terminated tls && tls.order().isPresent()) {
                var names = names(routed.route(), tls);
                if (!names.isEmpty()
                        && names.stream()
                                .allMatch(name -> CertificateRequest.isCovered(name, own))) {
                    continue;
                }
                var objection = objection(names, settings);
                if (objection.isPresent()) {
                    problems.add(problem(routed, objection.get()));
                } else {
                    settings.ifPresent(used -> found.add(request(routed, names, tls, used)));
                }
            }
        }
        return new CertificateRequests(withoutCovered(found), problems);
    }

    private static SortedSet<String> names(Route route, Tls.Terminated tls) {
        var names = new TreeSet<String>();
        (tls.domains().isEmpty() ? route.hosts() : tls.domains())
                .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    private static CertificateRequest request(
            RoutedService routed,
            SortedSet<String> names,
            Tls.Terminated tls,
            AcmeSettings settings) {
        var order = tls.order().orElseThrow();
        return new CertificateRequest(
                names,
                settings.directory(order.isTest()),
                order.email(),
                routed.claimant(),
                routed.route().name().toString());
    }

    private static Optional<String> objection(
            SortedSet<String> names, Optional<AcmeSettings> settings) {
        if (settings.isEmpty() || !settings.get().agreed()) {
            return Optional.of(
                    "no certificate is ordered, because \"acme\" of daemon.json's \"proxy\" does"
                            + " not agree to the terms of a directory");
        }
        if (names.isEmpty()) {
            return Optional.of("no certificate is ordered: the rule has no host name");
        }
        return names.stream()
                .flatMap(name -> objection(name, settings.get()).stream())
                .map(reason -> "no certificate is ordered: " + reason)
                .findFirst();
    }

    private static Optional<String> objection(String name, AcmeSettings settings) {
        if (!PublicNames.isName(name)) {
            return Optional.of("\"" + name + "\" is no DNS name");
        }
        if (!settings.isPrivate() && !PublicNames.isPublic(name)) {
            return Optional.of("no public authority issues one for " + name);
        }
        if (name.startsWith("*.") && settings.challenge() != Challenge.DNS_01) {
            return Optional.of(name + " needs the challenge dns-01");
        }
        return Optional.empty();
    }

    private static Problem problem(RoutedService routed, String text) {
        return new Problem(routed.claimant(), "router " + routed.route().name(), text);
    }

    /** The greatest sets of names first; equal ones in the order of routes. */
    private static List<CertificateRequest> withoutCovered(List<CertificateRequest> found) {
        found.sort(Comparator.comparing(request -> -request.names().size()));
        var kept = new ArrayList<CertificateRequest>();
        for (var request : found) {
            if (kept.stream().noneMatch(other -> other.covers(request))) {
                kept.add(request);
            }
        }
        return kept;
    }

    /**
     * The table in which hosts that wait for their certificate are served by HTTP, too: a redirect
     * would lead to a certificate that browsers refuse.
     */
    public static RoutingTable withoutEarlyRedirects(
            RoutingTable table, Certificates certificates) {
        var hosts = hosts(certificates);
        if (table.routes().stream().noneMatch(routed -> waits(routed.route(), hosts))) {
            return table;
        }
        var routes =
                table.routes().stream()
                        .map(routed ->
                                waits(routed.route(), hosts)
                                        ? routed.with(servedByHttp(routed.route()))
                                        : routed)
                        .toList();
        return new RoutingTable(table.settings(), routes, table.problems());
    }

    private static boolean waits(Route route, SortedSet<String> hosts) {
        return route.tls() instanceof Tls.Terminated tls
                && tls.order().isPresent()
                && tls.plain() == PlainRequests.REDIRECT
                && !route.hosts().stream()
                        .allMatch(host -> CertificateRequest.isCovered(host, hosts));
    }

    private static Route servedByHttp(Route route) {
        var tls = (Tls.Terminated) route.tls();
        return route.with(
                new Tls.Terminated(
                        tls.certificate(), tls.order(), tls.domains(), PlainRequests.SERVE));
    }

    private static SortedSet<String> hosts(Certificates certificates) {
        var hosts = new TreeSet<String>();
        certificates.all().stream().map(Certificate::hosts).forEach(hosts::addAll);
        return hosts;
    }
}
