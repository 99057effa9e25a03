package naru.cluster.node;

import naru.cluster.record.ClusterRecord;

/**
 * The cluster as administrators see it.
 *
 * @param version of its record; an update has to name it
 */
public record ClusterView(
        ClusterRecord record, long version, String workerToken, String managerToken) {}
