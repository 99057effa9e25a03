package naru.network.firewall;

import naru.linux.address.Family;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The host ports claimed by containers. A port on all addresses conflicts with the same port on
 * each single address of its family; protocols and families do not conflict. For any thread.
 */
public final class PortClaims {
    private final Map<Key, List<Claim>> claims = new HashMap<>();

    private record Key(Protocol protocol, Family family, int port) {}

    private record Claim(InetAddress address, String containerId) {
        boolean clashes(InetAddress other) {
            return address.equals(other)
                    || address.isAnyLocalAddress()
                    || other.isAnyLocalAddress();
        }
    }

    /**
     * Claims all of {@code ports} or none; returns the conflicting container, if any. Ports in
     * {@code leaving}, which the container itself holds until it releases them, do not conflict.
     */
    public synchronized Optional<String> claim(
            List<PublishedPort> ports, String containerId, List<PublishedPort> leaving) {
        for (var port : ports) {
            var ignored =
                    leaving.stream()
                            .filter(old -> key(old).equals(key(port)))
                            .map(old -> new Claim(old.hostAddress(), containerId))
                            .toList();
            var holder = holder(port, ignored);
            if (holder.isPresent()) {
                return holder;
            }
        }
        for (var port : ports) {
            claims.computeIfAbsent(key(port), _ -> new ArrayList<>())
                    .add(new Claim(port.hostAddress(), containerId));
        }
        return Optional.empty();
    }

    /** Releases a port; one that the container does not hold is not an error. */
    public synchronized void release(PublishedPort port, String containerId) {
        var key = key(port);
        var held = claims.get(key);
        if (held != null) {
            held.remove(new Claim(port.hostAddress(), containerId));
            if (held.isEmpty()) {
                claims.remove(key);
            }
        }
    }

    private Optional<String> holder(PublishedPort port, List<Claim> ignored) {
        return claims.getOrDefault(key(port), List.of()).stream()
                .filter(claim -> !ignored.contains(claim))
                .filter(claim -> claim.clashes(port.hostAddress()))
                .map(Claim::containerId)
                .findFirst();
    }

    private static Key key(PublishedPort port) {
        return new Key(port.protocol(), Family.of(port.hostAddress()), port.hostPort());
    }
}
