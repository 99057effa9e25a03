package naru.cluster.network;

import io.avaje.jsonb.JsonType;

import naru.cluster.record.AddressRecord;
import naru.cluster.record.CounterRecord;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecords;
import naru.etcd.Bytes;
import naru.network.NetworkText;
import naru.network.model.Network;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/** The keys and the JSON of networks and addresses in the store. */
final class NetworkRecords {
    private static final String ENDING = "/ending";
    private static final JsonType<AddressRecord> ADDRESSES = NodeRecords.type(AddressRecord.class);
    private static final JsonType<CounterRecord> COUNTERS = NodeRecords.type(CounterRecord.class);

    private NetworkRecords() {}

    /** The prefix of the keys of all definitions and of the counter, to list both at once. */
    static String definitionsAndCounter() {
        return Layout.NETWORK_COUNTER.substring(0, Layout.NETWORK_COUNTER.length() - 1);
    }

    static String definition(NetworkId network) {
        return Layout.network(network.value());
    }

    /** The key that exists while a network is being deleted. */
    static String ending(NetworkId network) {
        return definition(network) + ENDING;
    }

    /** The network whose definition has this key; null if it is the key of something else. */
    static @Nullable NetworkId defined(String key) {
        return key.startsWith(Layout.NETWORKS) && !key.endsWith(ENDING)
                ? new NetworkId(key.substring(Layout.NETWORKS.length()))
                : null;
    }

    static String address(NetworkId network, InetAddress address) {
        return Layout.address(network.value(), address);
    }

    static boolean isAddress(String key) {
        return key.startsWith(Layout.ADDRESSES);
    }

    /** The network of an address' key. */
    static NetworkId networkOf(String key) {
        int start = Layout.ADDRESSES.length();
        return new NetworkId(key.substring(start, key.indexOf('/', start)));
    }

    /** The address of its key. */
    static InetAddress addressOf(String key) {
        return InetAddress.ofLiteral(key.substring(key.lastIndexOf('/') + 1));
    }

    static Bytes encode(Network network) {
        return Bytes.of(NetworkText.encode(network));
    }

    static Network network(Bytes json) {
        return NetworkText.decode(json.toByteArray());
    }

    static Bytes encode(AddressRecord value) {
        return Bytes.of(ADDRESSES.toJsonBytes(value));
    }

    static AddressRecord address(Bytes json) {
        return ADDRESSES.fromJson(json.toByteArray());
    }

    static Bytes encode(CounterRecord value) {
        return Bytes.of(COUNTERS.toJsonBytes(value));
    }

    static CounterRecord counter(Bytes json) {
        return COUNTERS.fromJson(json.toByteArray());
    }
}
