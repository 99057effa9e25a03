package naru.network.firewall;

import naru.network.publish.PublishedPort;

import java.net.Inet6Address;
import java.net.InetAddress;

/** A published port and its target address. */
public record Mapping(PublishedPort port, InetAddress container) {
    public Mapping {
        if (port.hostAddress().getClass() != container.getClass()) {
            throw new IllegalArgumentException(port + " cannot lead to " + container);
        }
    }

    boolean isIpv6() {
        return container instanceof Inet6Address;
    }
}
