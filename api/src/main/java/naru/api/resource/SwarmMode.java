package naru.api.resource;

/** Answers of an engine that is not part of a swarm. */
public final class SwarmMode {
    /** The refusal of everything that needs a swarm, such as overlay networks. */
    public static final String NO_MANAGER =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again.";

    private SwarmMode() {}
}
