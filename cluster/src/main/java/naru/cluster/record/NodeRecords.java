package naru.cluster.record;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;

import naru.etcd.Bytes;
import naru.network.json.MapKeys;
import naru.network.json.TextAdapter;

import java.net.InetAddress;

/** The JSON of nodes and of the cluster in the store. */
public final class NodeRecords {
    /** Built once: the builder is slow, and not for several threads. */
    private static final Jsonb JSONB =
            Jsonb.builder()
                    .add(new MapKeys())
                    .add(
                            InetAddress.class,
                            new TextAdapter<>(InetAddress::getHostAddress, InetAddress::ofLiteral)
                                    .nullSafe())
                    .build();

    public static final NodeRecords INSTANCE = new NodeRecords();

    private final JsonType<ClusterRecord> clusters = JSONB.type(ClusterRecord.class);
    private final JsonType<AuthorityRecord> authorities = JSONB.type(AuthorityRecord.class);
    private final JsonType<NodeRecord> nodes = JSONB.type(NodeRecord.class);
    private final JsonType<AliveRecord> alive = JSONB.type(AliveRecord.class);

    private NodeRecords() {}

    public Bytes encode(ClusterRecord value) {
        return Bytes.of(clusters.toJsonBytes(value));
    }

    public Bytes encode(AuthorityRecord value) {
        return Bytes.of(authorities.toJsonBytes(value));
    }

    public Bytes encode(NodeRecord value) {
        return Bytes.of(nodes.toJsonBytes(value));
    }

    public Bytes encode(AliveRecord value) {
        return Bytes.of(alive.toJsonBytes(value));
    }

    public ClusterRecord cluster(Bytes json) {
        return clusters.fromJson(json.toByteArray());
    }

    public AuthorityRecord authority(Bytes json) {
        return authorities.fromJson(json.toByteArray());
    }

    public NodeRecord node(Bytes json) {
        return nodes.fromJson(json.toByteArray());
    }

    public AliveRecord alive(Bytes json) {
        return alive.fromJson(json.toByteArray());
    }

    /** Of types of other packages of this module, with the same adapters. */
    public static <T> JsonType<T> type(Class<T> type) {
        return JSONB.type(type);
    }
}
