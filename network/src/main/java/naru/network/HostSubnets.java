package naru.network;

import naru.linux.route.Route;
import naru.network.driver.Host;
import naru.network.model.Prefix;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What automatic subnets keep away from: networks on the host's links and its name servers. */
record HostSubnets(Host host, Path resolvConf) {
    List<Prefix> list() {
        var taken = new ArrayList<Prefix>();
        for (var route : host.route().routes()) {
            boolean onLink = route.gateway() == null && !route.isDefault();
            if (onLink
                    && route.type() == Route.RTN_UNICAST
                    && route.table() == Route.RT_TABLE_MAIN) {
                taken.add(new Prefix(route.destination(), route.prefixLength()));
            }
        }
        nameServers()
                .forEach(server -> taken.add(new Prefix(server, server.getAddress().length * 8)));
        return taken;
    }

    private List<InetAddress> nameServers() {
        var servers = new ArrayList<InetAddress>();
        try {
            for (var line : Files.readAllLines(resolvConf)) {
                if (line.startsWith("nameserver")) {
                    servers.add(
                            InetAddress.ofLiteral(line.substring("nameserver".length()).strip()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return servers; // no resolver file, or a line that resolvers ignore as well
        }
        return servers;
    }
}
