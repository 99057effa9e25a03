package naru.cluster.port;

import io.avaje.jsonb.Json;

import naru.cluster.record.NodeReport;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/** The requests and replies of port 2377, as JSON. */
public final class PortMessages {
    private PortMessages() {}

    /** A request without content, or the confirmation of one. */
    @Json
    public record Nothing(String reserved) {
        public static final Nothing NOTHING = new Nothing("");
    }

    /**
     * The authority of the cluster; a new node compares it with its token.
     *
     * @param certificate as PEM
     */
    @Json
    public record RootReply(String certificate) {}

    /**
     * A new node. Repeated with the same key, it is the same node.
     *
     * @param request a PKCS#10 request in base 64
     */
    @Json
    public record JoinRequest(
            String token, String request, String availability, NodeReport report) {
        public JoinRequest {
            Objects.requireNonNull(token);
            Objects.requireNonNull(request);
            Objects.requireNonNull(availability);
            Objects.requireNonNull(report);
        }
    }

    /**
     * A node that has joined.
     *
     * @param role {@code worker} or {@code manager}, by the token
     * @param certificate as PEM
     */
    @Json
    public record JoinReply(
            String node, String cluster, String role, String certificate, int dataPathPort) {}

    /** A node that needs a new certificate, as after a change of its role. */
    @Json
    public record RenewRequest(String request) {
        public RenewRequest {
            Objects.requireNonNull(request);
        }
    }

    /** A certificate with the role that the node has now. */
    @Json
    public record RenewReply(String role, String root, String certificate) {}

    /** A new manager's member of etcd. */
    @Json
    public record AddRequest(String peerUrl) {
        public AddRequest {
            Objects.requireNonNull(peerUrl);
        }
    }

    /** All members, for the first start of a new one. */
    @Json
    public record AddReply(List<MemberEntry> members) {
        public AddReply {
            members = List.copyOf(members);
        }
    }

    /** A member of etcd; its name is empty while it has not been started. */
    @Json
    public record MemberEntry(String name, String peerUrl) {}

    /** What the record of an address says of the node that has the endpoint. */
    @Json
    public record AddressOwner(@Nullable String node, boolean resting) {}
}
