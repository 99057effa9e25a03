package naru.network.settings;

import org.jspecify.annotations.Nullable;

/**
 * Access through the firewall. Names in brackets are the keys of Docker's {@code daemon.json}.
 *
 * @param directRouting whether published ports are reachable at containers' own addresses from
 *     everywhere, for all networks [allow-direct-routing]
 * @param accepted packets with this mark may go to and from containers; null for none
 *     [bridge-accept-fwmark]
 */
public record FirewallSettings(boolean directRouting, @Nullable PacketMark accepted) {
    /** Docker's defaults. */
    public static final FirewallSettings STANDARD = new FirewallSettings(false, null);
}
