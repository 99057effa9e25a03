/**
 * Networks that are a Linux bridge: containers are its ports, the host is its gateway. Start with
 * {@link naru.network.driver.bridge.BridgeNetwork}.
 */
@NullMarked
package naru.network.driver.bridge;

import org.jspecify.annotations.NullMarked;
