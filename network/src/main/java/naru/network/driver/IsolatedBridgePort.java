package naru.network.driver;

import naru.linux.EthernetAddress;

/**
 * A bridge port that is kept apart from the others of its bridge: it talks to the host only.
 *
 * @param port the name of the bridge port, which is the host end
 * @param bridge the address of the bridge itself
 */
public record IsolatedBridgePort(String port, EthernetAddress bridge) {}
