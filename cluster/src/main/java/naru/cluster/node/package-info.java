/**
 * This host as a node: {@link naru.cluster.node.ClusterNode} forms, joins and leaves a cluster, and
 * gives the store to the parts that share state with other hosts; {@link
 * naru.cluster.node.ClusterControl} has what administrators do at a manager.
 */
@NullMarked
package naru.cluster.node;

import org.jspecify.annotations.NullMarked;
