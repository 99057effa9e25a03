package naru.network.dhcp;

import naru.network.address.Prefix;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;

/**
 * A lease from a server.
 *
 * @param address with its prefix length
 * @param router null if the server sends none
 * @param server its address
 * @param renewAfter time until renewal, from the assignment
 * @param ends its duration, from the assignment
 */
public record DhcpLease(
        Prefix address,
        @Nullable InetAddress router,
        InetAddress server,
        Duration renewAfter,
        Duration ends) {
    private static final long HOUR = 3600;

    static DhcpLease of(DhcpMessage ack) {
        long ends = ack.seconds(DhcpMessage.LEASE_SECONDS).orElse(HOUR);
        long renew = ack.seconds(DhcpMessage.RENEW_SECONDS).orElse(ends / 2);
        var server = ack.address(DhcpMessage.SERVER);
        return new DhcpLease(
                new Prefix(ack.yours(), ack.prefixLength()),
                ack.address(DhcpMessage.ROUTER),
                server == null ? DhcpMessage.NONE : server,
                Duration.ofSeconds(Math.max(1, Math.min(renew, ends))),
                Duration.ofSeconds(Math.max(1, ends)));
    }
}
