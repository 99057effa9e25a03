package naru.proxy.acme;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A certificate that routes want.
 *
 * @param claimant the container whose route wants it, for messages
 * @param route its name
 * @param email of the claimant; used if the operator gives none
 */
public record CertificateRequest(
        SortedSet<String> names, URI directory, String email, String claimant, String route) {
    public CertificateRequest {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** The name of its files, which depends on the names and the directory. */
    public String id() {
        var first = names.getFirst().replace("*", "_");
        var text = directory + " " + String.join(" ", names);
        var digest = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        return first + "-" + digest.substring(0, 8);
    }

    /** Whether a certificate for these names serves another one's names, too. */
    boolean covers(CertificateRequest other) {
        return directory.equals(other.directory)
                && other.names.stream().allMatch(name -> isCovered(name, names));
    }

    /** Whether some of the names of certificates is a host name, or its wildcard. */
    static boolean isCovered(String host, SortedSet<String> names) {
        int dot = host.indexOf('.');
        return names.contains(host)
                || dot > 0 && !host.startsWith("*") && names.contains("*" + host.substring(dot));
    }
}
