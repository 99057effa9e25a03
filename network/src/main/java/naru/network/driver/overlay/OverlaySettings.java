package naru.network.driver.overlay;

import naru.linux.EthernetAddress;
import naru.linux.route.Vxlan;
import naru.network.driver.Mtu;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.driver.veth.BridgeSetup;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.PortOptions;
import naru.network.option.OptionReader;
import naru.network.option.PortOptionReader;

/**
 * The options of an overlay network.
 *
 * @param bridge the name of its bridge on each host
 * @param vni identifies its frames in the tunnels; all of its subnets share it
 * @param mtu in bytes; 0 for what the underlay leaves
 * @param encrypted whether its tunnels use IPsec
 * @param leastMtu the least MTU in bytes if the option is not set
 */
record OverlaySettings(
        String bridge,
        int vni,
        boolean encrypted,
        int mtu,
        int leastMtu,
        boolean antiSpoofing,
        String interfacePrefix,
        PortOptions endpoints) {
    /** Docker's option: the VNIs of the subnets, of which Naru uses the first. */
    static final String VNIS = "com.docker.network.driver.overlay.vxlanid_list";

    static final String ENCRYPTED = "encrypted";

    private static final long MAC = 0x024e_4100_0000L; // locally administered; the rest is the VNI
    private static final int LEAST = 68; // RFC 791

    static OverlaySettings of(Network network) {
        var options = new OptionReader(network.options());
        return new OverlaySettings(
                "br-" + network.id().shortId(),
                network.configOnly() ? 0 : vni(options.text(VNIS, "")),
                isEncrypted(options),
                Mtu.check(options.number(Mtu.OPTION, 0), network.enableIpv6()),
                network.enableIpv6() ? Mtu.MIN_IPV6 : LEAST,
                options.flag(BridgeSetup.ANTI_SPOOFING, true),
                options.text(BridgeSetup.INTERFACE_PREFIX, "eth"),
                PortOptionReader.ofNetwork(network.options()));
    }

    /** As Docker reads it: the option alone means yes. */
    private static boolean isEncrypted(OptionReader options) {
        return options.options().containsKey(ENCRYPTED) && options.flag(ENCRYPTED, true);
    }

    private static int vni(String list) {
        var first = list.split(",", 2)[0].strip();
        try {
            int vni = Integer.parseInt(first);
            if (vni > 0 && vni <= Vxlan.MAX_ID) {
                return vni;
            }
        } catch (NumberFormatException ignored) {
            // reported below
        }
        throw new NaruException.Invalid(
                "invalid vxlan id value \"%s\" passed: an overlay network needs one from 1 to %d"
                                .formatted(first, Vxlan.MAX_ID)
                        + " in option "
                        + VNIS);
    }

    /** The name of the vxlan link. */
    String tunnel() {
        return "vx-" + vni;
    }

    /** Where this host's tunnels of the network end. */
    Vtep vtep(UnderlayLink.State underlay) {
        return encrypted ? EspTunnels.encrypted(underlay.vtep()) : underlay.vtep();
    }

    /** The settings of the bridge. */
    BridgeSetup setup(UnderlayLink.State underlay) {
        int usual = Math.max(underlay.innerMtu(encrypted), leastMtu);
        return new BridgeSetup(
                bridge,
                new EthernetAddress(MAC | vni),
                mtu == 0 ? usual : mtu,
                true,
                true,
                antiSpoofing,
                endpoints);
    }
}
