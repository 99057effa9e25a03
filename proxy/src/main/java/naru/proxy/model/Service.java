package naru.proxy.model;

import java.util.Optional;

/**
 * How requests are spread over the workloads that define a service of one name.
 *
 * @param target where each workload listens
 */
public record Service(
        Name name,
        Target target,
        int weight,
        Balance balance,
        Optional<Sticky> sticky,
        Optional<HealthCheck> check,
        boolean keepsHost,
        boolean observesFailures,
        Tuning tuning) {
    public static final int DEFAULT_WEIGHT = 1;

    /** HAProxy's greatest weight, configuration manual, "weight". */
    public static final int MAX_WEIGHT = 256;

    /** The same members without further settings. */
    public Service plain() {
        return new Service(
                name,
                target,
                weight,
                Balance.ROUND_ROBIN,
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Tuning.NONE);
    }

    /** Where a member listens. */
    public sealed interface Target {
        /** A port of the workload itself. */
        record Port(Protocol protocol, int port) implements Target {}

        /** Another server, by an address in a label. */
        record Url(Protocol protocol, String host, int port) implements Target {}
    }

    /** The protocol between the proxy and a member. */
    public enum Protocol {
        HTTP,
        HTTPS,
        /** HTTP/2 without TLS, as gRPC servers speak it. */
        H2C,
        /** HTTP/2 over TLS. */
        GRPCS,
        TCP,
        /** TCP over TLS. */
        TLS
    }

    /** How the next member is chosen. */
    public enum Balance {
        ROUND_ROBIN,
        LEAST_CONNECTIONS,
        RANDOM,
        SOURCE,
        URI
    }

    /** How a client comes back to the member that it had before. */
    public sealed interface Sticky {
        /**
         * By a cookie.
         *
         * @param name empty for one that the proxy chooses
         * @param sameSite {@code none}, {@code lax} or {@code strict}; empty to leave it out
         * @param maxAge in seconds, 0 for a session cookie
         */
        record Cookie(
                String name,
                boolean secure,
                boolean httpOnly,
                String sameSite,
                int maxAge,
                String path,
                String domain)
                implements Sticky {}

        /** By the client's address. */
        record ClientAddress() implements Sticky {}
    }
}
