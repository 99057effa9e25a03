package naru.proxy.haproxy;

import naru.proxy.haproxy.Certificates.Certificate;
import naru.proxy.model.Tls;
import naru.proxy.rule.Matcher;
import naru.proxy.rule.NormalForm;
import naru.proxy.table.RoutingTable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file that says which certificate serves which name; configuration manual, "crt-list". Each
 * line has explicit names: without them HAProxy takes those of the certificate, and an update under
 * way can serve a wrong one.
 */
final class CertificateList {
    static final String FILE = "certificates.list";

    /** The first line serves names that no other line has. */
    private static final String FALLBACK_NAME = "fallback.invalid";

    private CertificateList() {}

    static String text(Certificates certificates, RoutingTable table) {
        var text = new StringBuilder();
        certificates
                .fallback()
                .ifPresent(
                        file -> text.append(file).append(' ').append(FALLBACK_NAME).append('\n'));
        files(certificates, table)
                .forEach((file, hosts) ->
                        text.append(file).append(' ').append(String.join(" ", hosts)).append('\n'));
        return text.toString();
    }

    private static Map<Path, TreeSet<String>> files(Certificates certificates, RoutingTable table) {
        var byHost = new TreeMap<String, Path>();
        named(certificates, table, byHost);
        for (var certificate : certificates.all()) {
            certificate.hosts().forEach(host -> byHost.putIfAbsent(host, certificate.file()));
        }
        var hosts = new LinkedHashMap<Path, TreeSet<String>>();
        byHost.forEach(
                (host, file) -> hosts.computeIfAbsent(file, ignored -> new TreeSet<>()).add(host));
        return hosts;
    }

    /** The hosts of routes that name a certificate. */
    private static void named(
            Certificates certificates, RoutingTable table, Map<String, Path> byHost) {
        for (var routed : table.routes()) {
            if (routed.route().tls() instanceof Tls.Terminated tls) {
                certificates.all().stream()
                        .filter(certificate -> certificate.name().equals(tls.certificate()))
                        .map(Certificate::file)
                        .findFirst()
                        .ifPresent(file ->
                                hosts(routed.route().rule())
                                        .forEach(host -> byHost.putIfAbsent(host, file)));
            }
        }
    }

    private static TreeSet<String> hosts(NormalForm rule) {
        var hosts = new TreeSet<String>();
        for (var tests : rule.alternatives()) {
            for (var test : tests) {
                if (!test.negated() && test.matcher() instanceof Matcher.Host(var name)) {
                    hosts.add(name);
                } else if (!test.negated()
                        && test.matcher() instanceof Matcher.HostBelow(var domain)) {
                    hosts.add("*." + domain);
                }
            }
        }
        return hosts;
    }
}
