package naru.proxy.haproxy.tls;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A line of the certificate list: which names a certificate serves.
 *
 * @param file its name depends on its content
 * @param needsReload whether the file is too long for a command
 */
public record CertificateEntry(Path file, SortedSet<String> hosts, boolean needsReload) {
    public CertificateEntry {
        hosts = Collections.unmodifiableSortedSet(hosts);
    }

    public CertificateEntry(Path file, Set<String> hosts, boolean needsReload) {
        this(file, (SortedSet<String>) new TreeSet<>(hosts), needsReload);
    }

    @Override
    public String toString() {
        return file + " " + String.join(" ", hosts);
    }
}
