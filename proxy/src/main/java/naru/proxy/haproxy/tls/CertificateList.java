package naru.proxy.haproxy.tls;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.tls.Certificates.Certificate;
import naru.proxy.model.Tls;
import naru.proxy.table.RoutingTable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The file that says which certificate serves which name; configuration manual, "crt-list". Each
 * line has explicit names: without them HAProxy takes those of the certificate, and an update under
 * way can serve a wrong one.
 */
public final class CertificateList {
    public static final String FILE = "certificates.list";

    /** The first line serves names that no other line has. */
    private static final String FALLBACK_NAME = "fallback.invalid";

    private CertificateList() {}

    /** The lines of the file; the first one serves other names. */
    public static List<CertificateEntry> entries(Certificates certificates, RoutingTable table) {
        var entries = new ArrayList<CertificateEntry>();
        certificates
                .fallback()
                .ifPresent(file ->
                        entries.add(new CertificateEntry(file, Set.of(FALLBACK_NAME), false)));
        var hosts = hosts(certificates, table);
        for (var certificate : certificates.all()) {
            var names = hosts.get(certificate.file());
            if (names != null && !certificates.fallback().isEmpty()) {
                entries.add(
                        new CertificateEntry(certificate.file(), names, certificate.needsReload()));
            }
        }
        return entries.stream().distinct().toList();
    }

    /** The content of the file. */
    public static String text(List<CertificateEntry> entries) {
        return entries.stream().map(entry -> entry + "\n").collect(Collectors.joining());
    }

    private static Map<Path, TreeSet<String>> hosts(Certificates certificates, RoutingTable table) {
        var byHost = new TreeMap<String, Path>();
        named(certificates, table, byHost);
        for (var certificate : certificates.all()) {
            certificate.hosts().forEach(host -> byHost.putIfAbsent(host, certificate.file()));
        }
        var hosts = new TreeMap<Path, TreeSet<String>>();
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
                                routed.route()
                                        .hosts()
                                        .forEach(host -> byHost.putIfAbsent(host, file)));
            }
        }
    }

    /** The options of an address that ends TLS, by a list. */
    public static String bindOptions(Path list) {
        return " ssl crt-list " + Quoting.word(list.toString());
    }
}
