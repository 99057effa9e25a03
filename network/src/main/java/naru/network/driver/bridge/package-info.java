/**
 * Bridge networks: containers are ports of a Linux bridge, the host is the gateway. Start with
 * {@link naru.network.driver.bridge.BridgeNetwork}.
 */
@NullMarked
package naru.network.driver.bridge;

import org.jspecify.annotations.NullMarked;
