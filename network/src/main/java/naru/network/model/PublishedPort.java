package naru.network.model;

import java.net.InetAddress;

/**
 * A host port that leads to a container port. {@code hostAddress} is the unspecified address of its
 * family when every address of the host leads there.
 */
public record PublishedPort(
        Protocol protocol, int containerPort, InetAddress hostAddress, int hostPort) {

    public boolean isAnyAddress() {
        return hostAddress.isAnyLocalAddress();
    }
}
