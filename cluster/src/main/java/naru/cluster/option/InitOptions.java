package naru.cluster.option;

import naru.cluster.record.ClusterSpec;

import java.util.List;

/**
 * The options of {@code docker swarm init}; empty texts and zeros stand for defaults.
 *
 * @param subnetSize the length of the prefixes of subnets in bits
 */
public record InitOptions(
        String listen,
        String advertise,
        String dataPath,
        int dataPathPort,
        List<String> pools,
        int subnetSize,
        boolean forceNewCluster,
        String availability,
        ClusterSpec spec) {
    public InitOptions {
        pools = List.copyOf(pools);
    }
}
