package naru.network.driver;

import naru.network.address.MacAddress;
import naru.network.address.Prefix;

import java.net.InetAddress;
import java.util.List;

/**
 * What a container may send through its bridge port: frames with its own MAC address, and packets
 * and answers for its own addresses.
 *
 * @param port the name of the bridge port, which is the host end
 * @param addresses of both families; one of a family lets the container speak that family
 * @param routed further networks that the container speaks for, such as those behind a VPN
 */
public record BridgePortGuard(
        String port, MacAddress mac, List<InetAddress> addresses, List<Prefix> routed) {
    public BridgePortGuard {
        addresses = List.copyOf(addresses);
        routed = List.copyOf(routed);
    }
}
