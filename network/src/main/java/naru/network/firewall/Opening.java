package naru.network.firewall;

import naru.network.publish.Protocol;

import java.net.Inet6Address;
import java.net.InetAddress;

/** A container's port that is reached straight, without the host's. */
public record Opening(InetAddress container, Protocol protocol, int port) {
    boolean isIpv6() {
        return container instanceof Inet6Address;
    }
}
