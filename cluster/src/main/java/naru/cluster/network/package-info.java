/**
 * Networks of several hosts: their definitions and the addresses of their endpoints in the store of
 * all hosts, and the copy of them that each host follows. Start with {@link
 * naru.cluster.network.ClusterNetworks}.
 */
@NullMarked
package naru.cluster.network;

import org.jspecify.annotations.NullMarked;
