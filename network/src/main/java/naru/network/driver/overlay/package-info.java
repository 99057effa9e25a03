/**
 * The data path of overlay networks: a Linux bridge and a vxlan link on each host that has an
 * endpoint of the network, with static rows for the endpoints of other hosts. Nothing here reads
 * the cluster's records: the caller supplies this host's VTEP ({@link
 * naru.network.driver.overlay.Underlay}) and the remote endpoints ({@link
 * naru.network.driver.overlay.OverlayPeers}). Start with {@link
 * naru.network.driver.overlay.OverlayNetwork}.
 */
@NullMarked
package naru.network.driver.overlay;

import org.jspecify.annotations.NullMarked;
