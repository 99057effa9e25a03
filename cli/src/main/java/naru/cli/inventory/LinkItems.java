package naru.cli.inventory;

import naru.linux.EthernetAddress;
import naru.linux.route.FdbRow;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Neighbour;
import naru.linux.route.Route;
import naru.network.address.Addresses;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Naru's interfaces with their addresses, routes and FDB entries. Objects that the kernel adds
 * itself are omitted, since they depend on the carrier: link-local IPv6 addresses, the local table,
 * multicast, learned entries.
 */
final class LinkItems {
    private static final int RT_TABLE_LOCAL = 255; // linux/rtnetlink.h
    private static final int MULTICAST_BIT = 40; // of a MAC address

    private final HostLinks host;
    private final Owners owners;
    private final Map<Integer, Link> ours = new HashMap<>();
    private final Set<EthernetAddress> ownAddresses = new HashSet<>();
    private final List<Item> items = new ArrayList<>();

    private LinkItems(HostLinks host, Owners owners) {
        this.host = host;
        this.owners = owners;
    }

    static List<Item> of(HostLinks host, Owners owners) {
        var listing = new LinkItems(host, owners);
        listing.addLinks();
        host.addresses().forEach(listing::add);
        host.routes().forEach(listing::add);
        host.neighbours().forEach(listing::add);
        host.fdb().forEach(listing::add);
        return listing.items;
    }

    private void addLinks() {
        for (Link link : host.links()) {
            if (link.address() != null) {
                ownAddresses.add(link.address());
            }
            if (HostLinks.isOurs(link)) {
                ours.put(link.index(), link);
                items.add(Item.of(Kind.INTERFACE, link.name(), describe(link), owner(link)));
            }
        }
    }

    private String describe(Link link) {
        var text = new StringBuilder(link.kind());
        text.append(link.up() ? " up" : " down").append(" mtu ").append(link.mtu());
        for (Link other : host.links()) {
            if (link.master() != 0 && other.index() == link.master()) {
                text.append(" master ").append(other.name());
            }
        }
        return text.toString();
    }

    private Owner owner(Link link) {
        return owners.ofTag(link.alias());
    }

    private void add(Kind kind, int link, String name, String detail) {
        Link device = ours.get(link);
        if (device != null) {
            String where = "dev " + device.name() + (detail.isEmpty() ? "" : " " + detail);
            items.add(Item.of(kind, name, where, owner(device)));
        }
    }

    private void add(InterfaceAddress address) {
        if (!address.address().isLinkLocalAddress()) {
            String name = Addresses.text(address.address()) + "/" + address.prefixLength();
            add(Kind.ADDRESS, address.link(), name, "");
            if (!ours.containsKey(address.link()) && naru.network.host.Owner.isOurs(address)) {
                items.add(
                        Item.of(
                                Kind.ADDRESS,
                                name,
                                "dev " + nameOf(address.link()),
                                owner(address)));
            }
        }
    }

    /** Objects added to a foreign link are recognised by their mark. */
    private Owner owner(InterfaceAddress address) {
        return owners.ofAddress(Addresses.text(address.address()));
    }

    private String nameOf(int link) {
        return host.links().stream()
                .filter(known -> known.index() == link)
                .map(Link::name)
                .findFirst()
                .orElse("link " + link);
    }

    private void add(Route route) {
        InetAddress network = route.destination();
        if (route.table() == RT_TABLE_LOCAL
                || network.isLinkLocalAddress()
                || network.isMulticastAddress()) {
            return;
        }
        String name = route.isDefault() ? "default" : Addresses.text(network);
        name += route.isDefault() ? "" : "/" + route.prefixLength();
        String via = route.gateway() == null ? "" : "via " + Addresses.text(route.gateway());
        String table = route.table() == Route.RT_TABLE_MAIN ? "" : " table " + route.table();
        add(Kind.ROUTE, route.link(), name, (via + table).strip());
    }

    private void add(Neighbour neighbour) {
        if ((neighbour.state() & Neighbour.NUD_PERMANENT) != 0 && neighbour.address() != null) {
            String name = Addresses.text(neighbour.destination());
            add(Kind.NEIGHBOUR, neighbour.link(), name, "at " + neighbour.address());
        }
    }

    private void add(FdbRow row) {
        boolean fixed = (row.state() & (Neighbour.NUD_PERMANENT | FdbRow.NUD_NOARP)) != 0;
        boolean multicast = (row.address().bits() >>> MULTICAST_BIT & 1) != 0;
        if (fixed && !multicast && !ownAddresses.contains(row.address())) {
            String to = row.vtep() == null ? "" : "to " + Addresses.text(row.vtep());
            add(Kind.FDB, row.link(), row.address().toString(), to);
        }
    }
}
