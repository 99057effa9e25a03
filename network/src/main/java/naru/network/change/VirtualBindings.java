package naru.network.change;

import naru.linux.address.Family;
import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.network.firewall.Balance;
import naru.network.firewall.Firewall;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Owner;
import naru.network.model.Endpoint;

import java.util.List;

/**
 * What the kernel has of virtual addresses: the addresses on bridges, and in the firewall the
 * distribution of their connections. Under the lock of {@link VirtualAddresses}.
 */
public record VirtualBindings(Host host, Firewall firewall) {
    void spread(VirtualGroup group) {
        spread(group, group.wanted());
    }

    void spread(VirtualGroup group, List<Balance> wanted) {
        if (!wanted.equals(group.current())) {
            firewall.balance(group.current(), wanted);
            group.setCurrent(wanted);
        }
    }

    /** Adds the addresses to the bridge. */
    void answer(VirtualGroup group) {
        answer(group, host);
    }

    /** Adds the addresses that {@code view} lacks. */
    void answer(VirtualGroup group, HostView view) {
        var link = view.link(group.link());
        if (link.isEmpty()) {
            return; // its network is being repaired, or deleted
        }
        int index = link.get().index();
        var present = view.addresses(index).stream().map(InterfaceAddress::address).toList();
        var routes = view.routes(index);
        for (var address : addresses(group, index)) {
            boolean has = present.contains(address.address());
            boolean delivered = routes.stream().anyMatch(r -> r.delivers(address.address()));
            if (has && !delivered) { // the kernel adds the route with the address only
                host.route().apply(new AddressChange.Delete(address));
            }
            if (!has || !delivered) {
                host.route().apply(new AddressChange.Replace(address));
            }
        }
    }

    void silence(VirtualGroup group) {
        var link = host.link(group.link());
        if (link.isEmpty()) {
            return;
        }
        for (var address : addresses(group, link.get().index())) {
            host.route().applyUnlessGone(new AddressChange.Delete(address));
        }
    }

    private static List<InterfaceAddress> addresses(VirtualGroup group, int link) {
        return group.record().addresses().stream()
                .map(address ->
                        Owner.tag(
                                InterfaceAddress.of(link, address, address.getAddress().length * 8)
                                        .deprecated()))
                .toList();
    }

    /**
     * Deletes conntrack entries to a removed member, so that clients do not wait for its replies.
     */
    void forget(VirtualGroup group, Endpoint endpoint) {
        for (var address : group.record().addresses()) {
            var member = endpoint.address(Family.of(address));
            if (member != null) {
                firewall.forget(address, member.address());
            }
        }
    }
}
