package naru.network.driver.veth;

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

import java.util.Optional;

/** The bridge itself: its link settings, and the distinction from foreign bridges. */
public record BridgeLink(Network network, BridgeSetup setup, Host host) {
    private static final String KIND = "bridge";
    private static final BridgeOptions OPTIONS = BridgeOptions.NONE.stp(false);

    /**
     * Without a querier, a bridge with multicast snooping floods multicast anyway, but starts
     * timers of all its ports whenever one is added. Users with a querier may enable snooping; Naru
     * keeps that setting.
     */
    private static final BridgeOptions AT_FIRST = OPTIONS.multicastSnooping(false);

    /** See {@link PlannedNetwork#fault(Link)}. */
    public Optional<String> fault(Link own) {
        boolean isBridge = own.name().equals(setup.bridge()) && is(own);
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
        if (found.mtu() != setup.mtu()) {
            return Optional.of("has MTU " + found.mtu());
        }
        if (!setup.address().equals(found.address())) {
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
    public void tag(Link found) {
        if (!isTagged(found)) {
            var tag = LinkSettings.NONE.alias(host.owner().tag(network.id()));
            host.route().apply(new LinkChange.Set(LinkRef.of(found.index()), tag));
        }
    }

    public Link make() {
        host.route().apply(new LinkChange.AddBridge(setup.bridge(), wanted(), AT_FIRST));
        return host.link(setup.bridge())
                .orElseThrow(() -> new NaruException.HostFailure(setup.bridge() + " vanished"));
    }

    public static boolean is(Link found) {
        return found.kind().equals(KIND);
    }

    private LinkSettings wanted() {
        return LinkSettings.NONE
                .mtu(setup.mtu())
                .address(setup.address())
                .alias(host.owner().tag(network.id()))
                .setUp();
    }

    /** Restores settings that differ; returns whether any did. */
    public boolean mend(Link found) {
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
    public boolean isOurs(Link bridge) {
        return Owner.names(bridge.alias(), network.id())
                || setup.address().equals(bridge.address());
    }
}
