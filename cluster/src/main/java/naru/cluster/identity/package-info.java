/**
 * Who the nodes of a cluster are: ids, join tokens, and certificates of the cluster's authority.
 */
@NullMarked
package naru.cluster.identity;

import org.jspecify.annotations.NullMarked;
