package naru.proxy.haproxy;

import naru.proxy.haproxy.tls.CertificateEntry;
import naru.proxy.model.Problem;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Everything that HAProxy reads.
 *
 * @param text {@code haproxy.cfg} with the servers
 * @param structure {@code haproxy.cfg} without servers: a change needs a reload
 * @param files by their names in the folder: a change needs a reload
 * @param maps by their names in the folder: can be changed while HAProxy runs
 * @param backends whose servers can be changed while HAProxy runs, by name
 * @param certificates that can be changed while HAProxy runs, the one for other names first; empty
 *     if the proxy does not serve HTTPS
 * @param problems of routes that had to be left out
 */
public record Configuration(
        String text,
        String structure,
        SortedMap<String, String> files,
        SortedMap<String, String> maps,
        SortedMap<String, BackendPlan> backends,
        List<CertificateEntry> certificates,
        List<Problem> problems) {
    public Configuration {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        maps = Collections.unmodifiableSortedMap(new TreeMap<>(maps));
        backends = Collections.unmodifiableSortedMap(new TreeMap<>(backends));
        certificates = List.copyOf(certificates);
        problems = List.copyOf(problems);
    }

    /** The files of the HAProxy that serves requests. */
    public SortedMap<String, String> proxyFiles() {
        return files(name -> !Passwords.FILES.contains(name));
    }

    /** The files of the HAProxy that verifies passwords; empty if no route has any. */
    public SortedMap<String, String> passwordFiles() {
        return files(Passwords.FILES::contains);
    }

    private SortedMap<String, String> files(Predicate<String> isWanted) {
        var some = new TreeMap<>(files);
        some.keySet().removeIf(isWanted.negate());
        return some;
    }
}
