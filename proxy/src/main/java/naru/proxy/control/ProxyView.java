package naru.proxy.control;

import naru.proxy.model.Problem;
import naru.proxy.table.RoutingTable;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The proxy at one moment.
 *
 * @param state {@code off}, {@code running}, {@code starting} or {@code failed}
 * @param failure why it is not as wanted, if so
 * @param members by the name of a service
 * @param configuration the file that HAProxy has read
 * @param certificates the user's, and those that are ordered
 */
public record ProxyView(
        String state,
        Optional<String> failure,
        long reloads,
        RoutingTable table,
        Map<String, List<MemberView>> members,
        List<Problem> problems,
        String configuration,
        List<CertificateView> certificates) {
    public ProxyView {
        members = Map.copyOf(members);
        problems = List.copyOf(problems);
        certificates = List.copyOf(certificates);
    }

    /**
     * A member of a service.
     *
     * @param address with the port; empty if the proxy cannot reach it
     * @param state in lower case, {@code ready} if it receives requests
     * @param reason why it does not
     */
    public record MemberView(
            String container,
            String address,
            int weight,
            String state,
            String reason,
            int sessions) {}

    /**
     * A certificate, or the order of one that is missing.
     *
     * @param name of its file, without {@code .pem}
     * @param issuer empty if there is no certificate yet
     * @param renewal the next order; empty for a certificate of the user
     * @param failures of orders in a row
     * @param error of the last order; empty after a success
     */
    public record CertificateView(
            String name,
            SortedSet<String> hosts,
            String issuer,
            Optional<Instant> expiry,
            Optional<Instant> renewal,
            int failures,
            String error) {
        public CertificateView {
            hosts = Collections.unmodifiableSortedSet(hosts);
        }
    }
}
