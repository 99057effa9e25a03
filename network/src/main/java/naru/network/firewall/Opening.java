package naru.network.firewall;

import naru.network.publish.Protocol;

import java.net.Inet6Address;
import java.net.InetAddress;

/** A container's port that is reachable directly, without a host port. */
public record Opening(InetAddress container, Protocol protocol, int port) {
    boolean isIpv6() {
        return container instanceof Inet6Address;
    }
}
