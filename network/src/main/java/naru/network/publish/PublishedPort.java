package naru.network.publish;

import java.net.InetAddress;

/**
 * A host port that leads to a container port. {@code hostAddress} is the unspecified address of its
 * family when every address of the host leads there; {@code hostPort} is 0 where no port of the
 * host does, because the container is reached at its own address.
 */
public record PublishedPort(
        Protocol protocol, int containerPort, InetAddress hostAddress, int hostPort) {

    /** A port that is reached at the container's own address. */
    public static PublishedPort straight(PortRequest request, InetAddress unspecified) {
        return new PublishedPort(request.protocol(), request.containerPort(), unspecified, 0);
    }

    /** Whether there is no host port, because the network is routed. */
    public boolean isStraight() {
        return hostPort == 0;
    }

    public boolean isAnyAddress() {
        return hostAddress.isAnyLocalAddress();
    }
}
