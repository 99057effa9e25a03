package naru.acceptance.reach;

import naru.linux.address.Family;

import java.util.Locale;

/** A network of the truth table: its options, and their expected effect. */
enum ReachNetwork {
    LEFT("nat", true, false),
    RIGHT("nat", true, false),
    APART("nat", false, false),
    UNPROTECTED("nat-unprotected", true, false),
    ROUTED("routed", true, false),
    INTERNAL("nat", true, true),
    ISOLATED("isolated", true, true),
    /** Without IPv6; the relay is in front of it. */
    FOUR("nat", true, false),
    /** Without IPv4, likewise. */
    SIX("nat", true, false);

    private static final String OPTION = "com.docker.network.bridge.";

    private final String mode;
    private final boolean icc;
    private final boolean internal;

    ReachNetwork(String mode, boolean icc, boolean internal) {
        this.mode = mode;
        this.icc = icc;
        this.internal = internal;
    }

    boolean icc() {
        return icc;
    }

    /** Whether its containers have addresses of a family. */
    boolean has(Family family) {
        return switch (this) {
            case FOUR -> family == Family.IPV4;
            case SIX -> family == Family.IPV6;
            default -> true;
        };
    }

    boolean internal() {
        return internal;
    }

    /** Whether its containers are behind the host's address, and have ports there. */
    boolean translated() {
        return !internal && !this.equals(ROUTED);
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@code number}-th address of the network; the gateway's is the first. */
    String address(Family family, int number) {
        return family == Family.IPV4
                ? "10.77.%d.%d".formatted(block(), number)
                : "fd77:%d::%x".formatted(block(), number);
    }

    private int block() {
        return 1 + ordinal();
    }

    String gateway(Family family) {
        return address(family, 1);
    }

    String subnet(Family family) {
        return family == Family.IPV4
                ? "10.77.%d.0/24".formatted(block())
                : "fd77:%d::/64".formatted(block());
    }

    /** The port of the host that is published on all addresses; one more is on loopback. */
    int hostPort() {
        return 20_000 + 10 * ordinal();
    }

    /** The arguments of docker that create it. */
    String creation() {
        var options = new StringBuilder("network create");
        options.append(has(Family.IPV6) ? " --ipv6" : "");
        if (!has(Family.IPV4)) {
            options.append(" -o com.docker.network.enable_ipv4=false");
        }
        for (var family : Family.values()) {
            if (has(family)) {
                options.append(" --subnet ").append(subnet(family)).append(" -o ").append(OPTION);
                options.append("gateway_mode_")
                        .append(ReachCell.title(family))
                        .append('=')
                        .append(mode);
            }
        }
        options.append(" -o ").append(OPTION).append("enable_icc=").append(icc);
        options.append(internal ? " --internal " : " ").append(title());
        return options.toString();
    }
}
