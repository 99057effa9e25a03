package naru.network.host;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Qdisc;
import naru.linux.route.Route;

import java.util.List;
import java.util.Optional;

/** A view of a host without the requested links: they are about to be created. */
public record NoLinks() implements HostView {
    public static final HostView VIEW = new NoLinks();

    @Override
    public Optional<Link> link(String name) {
        return Optional.empty();
    }

    @Override
    public List<InterfaceAddress> addresses(int link) {
        return List.of();
    }

    @Override
    public List<Route> routes(int link) {
        return List.of();
    }

    @Override
    public List<Qdisc> qdiscs(int link) {
        return List.of();
    }
}
