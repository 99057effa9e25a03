package naru.network.firewall;

import naru.linux.address.Family;
import naru.network.publish.Protocol;

import java.net.InetAddress;

/** A container's port that is reachable directly, without a host port. */
public record Opening(InetAddress container, Protocol protocol, int port) {
    Family family() {
        return Family.of(container);
    }
}
