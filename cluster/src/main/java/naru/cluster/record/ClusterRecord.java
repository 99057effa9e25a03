package naru.cluster.record;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * The cluster as a whole. The tokens are in {@link AuthorityRecord}, since workers may read this.
 *
 * @param root certificate of the authority, as PEM
 * @param pools from which subnets of networks are taken, in CIDR form
 * @param subnetSize the length of their prefixes in bits
 * @param dataPathPort the UDP port of VXLAN
 */
@Json
public record ClusterRecord(
        String id,
        Instant created,
        Instant updated,
        ClusterSpec spec,
        String root,
        List<String> pools,
        int subnetSize,
        int dataPathPort) {
    /** Where subnets are taken from, as in Docker. */
    public static final List<String> DEFAULT_POOLS = List.of("10.0.0.0/8");

    /** The length of the prefixes of subnets, as in Docker. */
    public static final int DEFAULT_SUBNET_SIZE = 24;

    /** The port of VXLAN, RFC 7348; Docker's is the same. */
    public static final int DEFAULT_DATA_PATH_PORT = 4789;

    public ClusterRecord {
        pools = List.copyOf(pools);
    }

    /** The same cluster with another spec. */
    public ClusterRecord with(ClusterSpec changed, Instant now) {
        return new ClusterRecord(id, created, now, changed, root, pools, subnetSize, dataPathPort);
    }
}
