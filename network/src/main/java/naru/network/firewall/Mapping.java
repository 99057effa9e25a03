package naru.network.firewall;

import naru.linux.address.Family;
import naru.network.publish.PublishedPort;

import java.net.InetAddress;

/** A published port and its target address. */
public record Mapping(PublishedPort port, InetAddress container) {
    public Mapping {
        if (port.hostAddress().getClass() != container.getClass()) {
            throw new IllegalArgumentException(port + " cannot lead to " + container);
        }
    }

    Family family() {
        return Family.of(container);
    }
}
