package naru.cluster.record;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/**
 * Says that a node's daemon runs.
 *
 * @param session drawn at each start of the daemon
 * @param member the id of a manager's member of etcd, in hexadecimal digits
 */
@Json
public record AliveRecord(String node, String session, @Nullable String member) {}
