package naru.network.publish;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * A wish to publish one container port. {@code hostAddress} null means the network's usual binding,
 * which is every address of the host. {@code firstHostPort} 0 asks for any free port; otherwise the
 * first free port of {@code firstHostPort..lastHostPort} is taken, both included.
 */
public record PortRequest(
        Protocol protocol,
        int containerPort,
        @Nullable InetAddress hostAddress,
        int firstHostPort,
        int lastHostPort) {
    public PortRequest {
        if (containerPort < 1 || containerPort > 65535) {
            throw new IllegalArgumentException("invalid port: " + containerPort);
        }
        if (firstHostPort < 0 || lastHostPort > 65535 || firstHostPort > lastHostPort) {
            throw new IllegalArgumentException(
                    "invalid port range: " + firstHostPort + "-" + lastHostPort);
        }
    }

    /** One fixed host port on every address. */
    public static PortRequest of(Protocol protocol, int hostPort, int containerPort) {
        return new PortRequest(protocol, containerPort, null, hostPort, hostPort);
    }

    /** Whether Naru chooses from the host's ephemeral ports. */
    public boolean isEphemeral() {
        return firstHostPort == 0;
    }
}
