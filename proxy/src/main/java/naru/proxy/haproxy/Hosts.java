package naru.proxy.haproxy;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses of host names in labels, such as those of authentication servers. */
@FunctionalInterface
public interface Hosts {
    /**
     * The address of a container or a literal address.
     *
     * @param project of the container whose label has the name
     */
    Optional<String> address(String project, String host);

    /** Knows no names. */
    Hosts LITERAL =
            (project, host) -> {
                try {
                    return Optional.of(
                            InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).getHostAddress());
                } catch (IllegalArgumentException ignored) {
                    return Optional.empty();
                }
            };
}
