package naru.cli.inventory;

import naru.linux.route.Link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds owners by owner tag, file name, interface or lease.
 *
 * @param byTag by {@code <kind>:<id>}, the part of an owner tag after {@code naru:}
 * @param byId by full id of a sandbox or container
 * @param byAddress by leased address
 * @param byLink by name of an existing interface
 */
record Owners(
        Map<String, Owner> byTag,
        Map<String, Owner> byId,
        Map<InetAddress, Owner> byAddress,
        Map<String, Owner> byLink) {
    /** The prefix of every owner tag. */
    private static final int SHORT_ID = 12; // digits

    Owners {
        byTag = Map.copyOf(byTag);
        byId = new TreeMap<>(byId);
        byAddress = Map.copyOf(byAddress);
        byLink = Map.copyOf(byLink);
    }

    /** The same with the interfaces of the host; one without a tag was adopted. */
    Owners with(HostLinks host) {
        var links = new HashMap<String, Owner>();
        for (Link link : host.links()) {
            boolean tagged = link.alias().startsWith(HostLinks.TAG);
            links.put(link.name(), tagged ? ofTag(link.alias()) : Owner.NARU);
        }
        return new Owners(byTag, byId, byAddress, links);
    }

    /** The owner of an interface; none if it does not exist. */
    Owner ofLink(String name) {
        return byLink.getOrDefault(name, Owner.NONE);
    }

    /** The holder of an address. */
    Owner ofAddress(String address) {
        return byAddress.getOrDefault(InetAddress.ofLiteral(address), Owner.NONE);
    }

    /** The owner named in a tag; none for other text. */
    Owner ofTag(String tag) {
        if (!tag.startsWith(HostLinks.TAG)) {
            return Owner.NONE;
        }
        var parsed = naru.network.host.Owner.parse(tag);
        String key =
                parsed.map(read -> read.kind() + ":" + read.id())
                        .orElse(tag.substring(HostLinks.TAG.length()));
        String root =
                parsed.map(naru.network.host.Owner.Tag::dataRoot).map(r -> " of " + r).orElse("");
        return byTag.getOrDefault(key, new Owner(shortened(key) + root, false));
    }

    /**
     * The owner whose id, or its first twelve digits, is a component of {@code path}; the daemon
     * for a path without ids.
     */
    Owner ofPath(String path) {
        for (String part : path.split("/", -1)) {
            if (part.length() >= SHORT_ID && HostLinks.isHex(part)) {
                return ofId(part);
            }
        }
        return Owner.NARU;
    }

    private Owner ofId(String beginning) {
        for (var entry : byId.entrySet()) {
            if (entry.getKey().startsWith(beginning)) {
                return entry.getValue();
            }
        }
        return new Owner(beginning.substring(0, SHORT_ID), false);
    }

    /** {@code endpoint:<64 digits>} as {@code endpoint 0123456789ab}. */
    private static String shortened(String key) {
        int colon = key.indexOf(':');
        String id = key.substring(colon + 1);
        String kind = colon < 0 ? "" : key.substring(0, colon) + " ";
        return kind + (id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id);
    }
}
