package naru.network.settings;

import org.jspecify.annotations.Nullable;

/**
 * How far the firewall lets others in. Names in brackets are the keys of Docker's {@code
 * daemon.json}.
 *
 * @param directRouting whether everybody may reach published ports at containers' own addresses,
 *     whatever a network says [allow-direct-routing]
 * @param accepted packets with this mark may go to and from containers; null for none
 *     [bridge-accept-fwmark]
 */
public record FirewallSettings(boolean directRouting, @Nullable PacketMark accepted) {
    /** Docker's defaults. */
    public static final FirewallSettings STANDARD = new FirewallSettings(false, null);
}
