/**
 * Linux bridges and their ports, the veth pairs of endpoints: what bridge and overlay networks have
 * in common. Start with {@link naru.network.driver.veth.BridgeEndpoints}.
 */
@NullMarked
package naru.network.driver.veth;

import org.jspecify.annotations.NullMarked;
