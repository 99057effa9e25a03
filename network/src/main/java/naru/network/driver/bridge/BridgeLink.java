package naru.network.driver.bridge;

import naru.linux.EthernetAddress;
import naru.linux.route.BridgeOptions;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.driver.PlannedNetwork;
import naru.network.host.Host;
import naru.network.host.Owner;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.util.HexFormat;
import java.util.Optional;

/** The bridge itself: its link settings, and the distinction from foreign bridges. */
record BridgeLink(Network network, BridgeSettings settings, Host host) {
    private static final String KIND = "bridge";
    private static final BridgeOptions OPTIONS = BridgeOptions.NONE.stp(false);

    /**
     * Without a querier, a bridge with multicast snooping floods multicast anyway, but starts
     * timers of all its ports whenever one is added. Users with a querier may enable snooping; Naru
     * keeps that setting.
     */
    private static final BridgeOptions AT_FIRST = OPTIONS.multicastSnooping(false);

    /** See {@link PlannedNetwork#fault(Link)}. */
    Optional<String> fault(Link own) {
        boolean isBridge = own.name().equals(settings.bridge()) && is(own);
        if (!isBridge) {
            return Optional.empty();
        }
        return own.up() ? faultOfOurs(own) : Optional.of("is down");
    }

    /** A foreign bridge is used unchanged, except that it is set up. */
    private Optional<String> faultOfOurs(Link found) {
        if (!isOurs(found)) {
            return Optional.empty();
        }
        if (found.mtu() != settings.mtu()) {
            return Optional.of("has MTU " + found.mtu());
        }
        if (!address().equals(found.address())) {
            return Optional.of("has address " + found.address());
        }
        if (found.stp()) {
            return Optional.of("speaks STP");
        }
        return isTagged(found)
                ? Optional.empty()
                : Optional.of("has alias '" + found.alias() + "'");
    }

    private boolean isTagged(Link found) {
        return found.alias().equals(host.owner().tag(network.id()));
    }

    /**
     * Restores the tag. Without it, a bridge that is no longer in the journal cannot be identified
     * as a leftover.
     */
    void tag(Link found) {
        if (!isTagged(found)) {
            var tag = LinkSettings.NONE.alias(host.owner().tag(network.id()));
            host.route().apply(new LinkChange.Set(LinkRef.of(found.index()), tag));
        }
    }

    Link make() {
        host.route().apply(new LinkChange.AddBridge(settings.bridge(), wanted(), AT_FIRST));
        return host.link(settings.bridge())
                .orElseThrow(() -> new NaruException.HostFailure(settings.bridge() + " vanished"));
    }

    static boolean is(Link found) {
        return found.kind().equals(KIND);
    }

    private LinkSettings wanted() {
        return LinkSettings.NONE
                .mtu(settings.mtu())
                .address(address())
                .alias(host.owner().tag(network.id()))
                .setUp();
    }

    /**
     * A stable, locally administered MAC address of the bridge: otherwise the kernel would use the
     * ports' addresses.
     */
    EthernetAddress address() {
        byte[] raw = HexFormat.of().parseHex(network.id().value().substring(0, 12));
        raw[0] = (byte) ((raw[0] & 0xfc) | 2);
        return EthernetAddress.of(raw);
    }

    /** Restores settings that differ; returns whether any did. */
    boolean mend(Link found) {
        check(found);
        if (fault(found).isEmpty()) {
            return false;
        }
        var bridge = LinkRef.of(found.index());
        if (!isOurs(found)) {
            host.route().apply(LinkChange.up(bridge));
            return true;
        }
        if (found.stp()) {
            host.route().apply(new LinkChange.SetBridge(bridge, OPTIONS));
        }
        host.route().apply(new LinkChange.Set(bridge, wanted()));
        return true;
    }

    static void check(Link found) {
        if (!is(found)) {
            throw new NaruException.HostFailure(
                    "existing interface " + found.name() + " is not a bridge");
        }
    }

    /** By its tag or, if that was removed, by its unique MAC address. */
    boolean isOurs(Link bridge) {
        return Owner.names(bridge.alias(), network.id()) || address().equals(bridge.address());
    }
}
