package naru.network.host;

import naru.linux.route.InterfaceAddress;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;

import java.util.Optional;

/**
 * The tag that a link carries as its alias (IFLA_IFALIAS), and an address as its protocol
 * (IFA_PROTO), so that leftovers are known without the journal, and what is foreign is never
 * touched.
 */
public final class Owner {
    private static final String NETWORK = "naru:network:";
    private static final String ENDPOINT = "naru:endpoint:";

    /** The protocol number of addresses; otherwise unused. */
    private static final int PROTOCOL = 'N';

    private Owner() {}

    public static InterfaceAddress tag(InterfaceAddress address) {
        return address.protocol(PROTOCOL);
    }

    /** Whether an address is marked as ours: never by a kernel that does not know such marks. */
    public static boolean isOurs(InterfaceAddress address) {
        return address.protocol() == PROTOCOL;
    }

    public static String tag(NetworkId network) {
        return NETWORK + network;
    }

    public static String tag(EndpointId endpoint) {
        return ENDPOINT + endpoint;
    }

    public static boolean isOurs(String alias) {
        return alias.startsWith(NETWORK) || alias.startsWith(ENDPOINT);
    }

    /** The endpoint that a link belongs to, by its alias. */
    public static Optional<EndpointId> endpoint(String alias) {
        return alias.startsWith(ENDPOINT)
                ? Optional.of(new EndpointId(alias.substring(ENDPOINT.length())))
                : Optional.empty();
    }
}
