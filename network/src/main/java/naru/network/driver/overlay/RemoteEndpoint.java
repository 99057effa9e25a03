package naru.network.driver.overlay;

import naru.network.address.MacAddress;

import java.net.InetAddress;
import java.util.List;

/**
 * An endpoint of an overlay network on another host.
 *
 * @param host where that host's tunnels end
 * @param addresses of the endpoint, of both families
 */
public record RemoteEndpoint(InetAddress host, MacAddress mac, List<InetAddress> addresses) {
    public RemoteEndpoint {
        addresses = List.copyOf(addresses);
    }
}
