package naru.network.driver.veth;

import naru.linux.EthernetAddress;
import naru.network.model.PortOptions;

/**
 * The settings of a Linux bridge and of the veth pairs that are its ports.
 *
 * @param bridge the name of the bridge on the host
 * @param address a stable, locally administered MAC address of the bridge: otherwise the kernel
 *     would use the ports' addresses
 * @param mtu in bytes, of the bridge and of both ends of each veth
 * @param movesMtu whether endpoints in service follow a changed MTU; if not, theirs may be larger
 * @param icc whether containers on this bridge reach each other
 * @param antiSpoofing whether spoofed frames are dropped
 * @param endpoints the defaults of its endpoints
 */
public record BridgeSetup(
        String bridge,
        EthernetAddress address,
        int mtu,
        boolean movesMtu,
        boolean icc,
        boolean antiSpoofing,
        PortOptions endpoints) {
    /** The network's option against spoofed frames. */
    public static final String ANTI_SPOOFING = "naru.bridge.anti_spoofing";

    /** The network's option for the names of interfaces in containers. */
    public static final String INTERFACE_PREFIX = "com.docker.network.container_iface_prefix";
}
