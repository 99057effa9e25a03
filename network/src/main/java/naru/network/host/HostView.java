package naru.network.host;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;

import java.util.List;
import java.util.Optional;

/**
 * What links the host has, with their addresses and routes: asked one by one, or as they were at
 * one moment.
 */
public interface HostView {
    Optional<Link> link(String name);

    List<InterfaceAddress> addresses(int link);

    /** What leads out by a link. */
    List<Route> routes(int link);

    /** How a link queues what leaves by it. */
    List<Qdisc> qdiscs(int link);
}
