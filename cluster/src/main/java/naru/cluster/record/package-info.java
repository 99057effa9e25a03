/**
 * What nodes share in the store: {@link naru.cluster.record.Layout} has the keys, {@link
 * naru.cluster.record.NodeRecords} the JSON of nodes and of the cluster.
 */
@NullMarked
package naru.cluster.record;

import org.jspecify.annotations.NullMarked;
