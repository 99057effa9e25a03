package naru.network.driver;

import naru.network.model.EndpointId;
import naru.network.model.NetworkId;

import java.util.Optional;

/**
 * The tag that a link carries as its alias (IFLA_IFALIAS), so that leftovers are known without the
 * journal, and foreign links are never touched.
 */
public final class Owner {
    private static final String NETWORK = "naru:network:";
    private static final String ENDPOINT = "naru:endpoint:";

    private Owner() {}

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
