package naru.network.record;

import naru.network.model.NetworkId;

import java.net.InetAddress;
import java.util.List;

/**
 * How far the walk through the pools of a network has come: {@code next} has the address with which
 * the search begins, for each pool, in the order of the network.
 */
public record WalkRecord(NetworkId network, List<InetAddress> next) {
    public WalkRecord {
        next = List.copyOf(next);
    }
}
