package naru.cluster.node;

import naru.cluster.record.NodeRecord;

import java.util.Optional;

/**
 * A node as administrators see it.
 *
 * @param version of its record; an update has to name it
 * @param state {@code ready}, {@code down} or {@code unknown}
 */
public record NodeView(NodeRecord record, long version, String state, Optional<Manager> manager) {
    /**
     * The part of a manager.
     *
     * @param leader whether its member leads etcd
     * @param address of its port, as HOST:PORT
     */
    public record Manager(boolean leader, boolean reachable, String address) {}
}
