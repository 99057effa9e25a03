package naru.api.resource;

import naru.cluster.node.ClusterControl;

/** Answers of an engine that is not part of a swarm. */
public final class SwarmMode {
    /** The refusal of everything that needs a swarm, such as overlay networks. */
    public static final String NO_MANAGER = ClusterControl.NONE;

    private SwarmMode() {}
}
