package naru.network.firewall;

import naru.linux.conntrack.Connection;
import naru.network.address.Prefix;

import java.net.InetAddress;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Selects connections from outside that are translated to a container, although none of its ports
 * is published for them. Those of virtual addresses are not selected.
 *
 * @param open the ports that are published
 * @param subnets those of bridges
 */
record ClosedPortFilter(Set<Mapping> open, Set<Prefix> subnets) implements Predicate<Connection> {
    @Override
    public boolean test(Connection connection) {
        return isInside(connection.reply().source())
                && !isInside(connection.original().target())
                && !isInside(connection.original().source())
                && open.stream().noneMatch(mapping -> leads(mapping, connection));
    }

    private boolean isInside(InetAddress address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address));
    }

    private static boolean leads(Mapping mapping, Connection connection) {
        var port = mapping.port();
        return port.protocol().number() == connection.protocol()
                && mapping.container().equals(connection.reply().source())
                && port.containerPort() == connection.reply().sourcePort();
    }
}
