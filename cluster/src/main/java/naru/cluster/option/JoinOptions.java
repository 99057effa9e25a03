package naru.cluster.option;

import java.util.List;

/** The options of {@code docker swarm join}; empty texts stand for defaults. */
public record JoinOptions(
        String listen,
        String advertise,
        String dataPath,
        List<String> managers,
        String token,
        String availability) {
    public JoinOptions {
        managers = List.copyOf(managers);
    }
}
