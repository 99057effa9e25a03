package naru.network.relay;

import naru.network.address.Addresses;
import naru.network.publish.PublishedPort;

import java.net.InetAddress;

/** A published port that the {@link Relay} carries, and the container address that it leads to. */
public record Relayed(PublishedPort port, InetAddress container) {
    /** {@code [::]:8080:172.17.0.2:80/tcp}, as Docker's messages name a port. */
    @Override
    public String toString() {
        return "%s:%s/%s"
                .formatted(
                        Addresses.withPort(port.hostAddress(), port.hostPort()),
                        Addresses.withPort(container, port.containerPort()),
                        port.protocol().text());
    }
}
