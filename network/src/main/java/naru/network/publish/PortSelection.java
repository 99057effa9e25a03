package naru.network.publish;

import naru.network.address.Addresses;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * Which of a container's published ports are meant.
 *
 * @param hostAddress as it was asked for; null for whatever it was
 * @param hostPort 0 for whatever it is
 */
public record PortSelection(
        Protocol protocol, int containerPort, @Nullable InetAddress hostAddress, int hostPort) {
    /** Whether the container port and the host address are those that were asked for. */
    private boolean concerns(PortRequest request) {
        return request.protocol() == protocol
                && request.containerPort() == containerPort
                && (hostAddress == null || hostAddress.equals(request.hostAddress()));
    }

    /** Whether a wish for fixed host ports is meant. */
    public boolean names(PortRequest request) {
        return concerns(request)
                && !request.isEphemeral()
                && (hostPort == 0
                        || (request.firstHostPort() <= hostPort
                                && hostPort <= request.lastHostPort()));
    }

    /** Whether a wish for any host port may be meant. */
    public boolean mayName(PortRequest request) {
        return concerns(request) && request.isEphemeral();
    }

    /** Whether a port that is published is meant. */
    public boolean names(PublishedPort port) {
        return port.protocol() == protocol
                && port.containerPort() == containerPort
                && (hostAddress == null || hostAddress.equals(port.hostAddress()))
                && (hostPort == 0 || port.isStraight() || port.hostPort() == hostPort);
    }

    @Override
    public String toString() {
        var host = hostAddress == null ? "" : Addresses.text(hostAddress) + ":";
        return host + (hostPort == 0 ? "" : hostPort + ":") + containerPort + "/" + protocol;
    }
}
