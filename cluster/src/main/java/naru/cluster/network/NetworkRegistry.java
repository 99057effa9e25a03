package naru.cluster.network;

import naru.cluster.identity.Ids;
import naru.cluster.record.AddressRecord;
import naru.cluster.record.CounterRecord;
import naru.cluster.record.Layout;
import naru.etcd.Bytes;
import naru.etcd.Condition;
import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.Position;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.settings.DefaultPool;
import naru.network.shared.Existing;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Creates and deletes definitions of networks in the store. Names, subnets and VNIs are unique: a
 * definition is decided on a list of all others, and written only if none was created since. A
 * network is deleted in three steps: it is marked as ending, after which no address is granted;
 * then, if it has no endpoint, it is deleted; else the mark is removed. For any thread.
 *
 * @param pools of automatic subnets
 */
record NetworkRegistry(Store store, Supplier<List<DefaultPool>> pools) {
    /** The option with the VNI, as in Docker. */
    static final String VNI = "com.docker.network.driver.overlay.vxlanid_list";

    private static final int FIRST_VNI = 4096; // as in Docker
    private static final int LAST_VNI = (1 << 24) - 1;
    private static final int MAX_ATTEMPTS = 100;

    /** How long a mark remains after the death of the process that has set it. */
    private static final Duration MARK = Duration.ofSeconds(30);

    /** A network, and where the store was when its definition was written. */
    record Created(Network network, Position position) {}

    /** Refuses on a host that may not change networks. */
    void checkRights() {
        var _ = pools.get();
    }

    Created create(Function<Existing, Network> define) {
        var id = new NetworkId(Ids.next());
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            var list = store.list(NetworkRecords.definitionsAndCounter()).entries();
            var networks = networks(list);
            var counter = find(list, Layout.NETWORK_COUNTER);
            int vni = freeVni(networks, counter);
            var options = Map.of(VNI, String.valueOf(vni));
            var network = define.apply(new Existing(id, networks, pools.get(), options));
            check(network, networks);
            var outcome = store.commit(creation(network, counter, vni + 1));
            if (outcome.committed()) {
                return new Created(network, outcome.position());
            }
        }
        throw new NaruException.Exhausted("other hosts create too many networks at this time");
    }

    private static Transaction creation(Network network, @Nullable Entry counter, int nextVni) {
        var key = NetworkRecords.definition(network.id());
        var next = new CounterRecord(Ids.next(), nextVni);
        return new Transaction(
                List.of(
                        counter == null
                                ? new Condition.Absent(Layout.NETWORK_COUNTER)
                                : new Condition.Unchanged(counter),
                        new Condition.Absent(key)),
                List.of(
                        new Write.Put(Layout.NETWORK_COUNTER, NetworkRecords.encode(next)),
                        new Write.Put(key, NetworkRecords.encode(network))));
    }

    private static List<Network> networks(List<Entry> list) {
        return list.stream()
                .filter(entry -> NetworkRecords.defined(entry.key()) != null)
                .map(entry -> NetworkRecords.network(entry.value()))
                .toList();
    }

    private static @Nullable Entry find(List<Entry> list, String key) {
        return list.stream().filter(entry -> entry.key().equals(key)).findFirst().orElse(null);
    }

    private static int freeVni(List<Network> networks, @Nullable Entry counter) {
        var used = vnis(networks);
        int next = counter == null ? FIRST_VNI : NetworkRecords.counter(counter.value()).nextVni();
        for (int i = 0; i <= used.size(); i++) {
            if (next > LAST_VNI || next < FIRST_VNI) {
                next = FIRST_VNI;
            }
            if (!used.contains(String.valueOf(next))) {
                return next;
            }
            next++;
        }
        throw new NaruException.Exhausted("all VNIs are in use");
    }

    private static Set<String> vnis(List<Network> networks) {
        return networks.stream().flatMap(NetworkRegistry::vnis).collect(Collectors.toSet());
    }

    private static Stream<String> vnis(Network network) {
        return Stream.of(network.options().getOrDefault(VNI, "").split(",")).map(String::strip);
    }

    /** What a user may have set, and what is unique besides. */
    private static void check(Network network, List<Network> others) {
        for (var other : others) {
            var theirs = vnis(other).collect(Collectors.toSet());
            vnis(network)
                    .filter(theirs::contains)
                    .findFirst()
                    .ifPresent(vni -> {
                        throw new NaruException.Forbidden(
                                "VNI %s is in use by network %s".formatted(vni, other.name()));
                    });
            if (network.ingress() && other.ingress()) {
                throw new NaruException.Conflict(
                        "ingress network (%s) is already present".formatted(other.id()));
            }
        }
    }

    /**
     * @return where the store was afterwards; null if there was no such definition
     * @throws NaruException.Forbidden naming the endpoints on it
     */
    @Nullable Position delete(Network network) {
        long lease = store.grant(MARK);
        try {
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                var definition = store.get(NetworkRecords.definition(network.id()));
                if (definition.isEmpty()) {
                    return null;
                }
                var mark = mark(network, lease);
                if (mark == null) {
                    continue;
                }
                var holders = holders(network.id());
                if (!holders.isEmpty()) {
                    store.commit(Transaction.delete(mark));
                    throw inUse(network, holders);
                }
                var outcome = store.commit(deletion(definition.get(), mark));
                if (outcome.committed()) {
                    return outcome.position();
                }
            }
        } finally {
            revoke(lease);
        }
        throw new NaruException.Exhausted(
                "other hosts change network %s at this time".formatted(network.name()));
    }

    /** Marks the network as ending, or replaces the mark of another. Null if others were faster. */
    private @Nullable Entry mark(Network network, long lease) {
        var key = NetworkRecords.ending(network.id());
        var before = store.get(key);
        var value = Bytes.ofUtf8(Ids.next());
        var outcome =
                store.commit(
                        new Transaction(
                                List.of(
                                        new Condition.Present(
                                                NetworkRecords.definition(network.id())),
                                        before.<Condition>map(Condition.Unchanged::new)
                                                .orElseGet(() -> new Condition.Absent(key))),
                                List.of(new Write.Put(key, value, lease))));
        return outcome.committed()
                ? store.get(key).filter(entry -> entry.value().equals(value)).orElse(null)
                : null;
    }

    private List<AddressRecord> holders(NetworkId network) {
        return store.list(Layout.addresses(network.value())).entries().stream()
                .map(entry -> NetworkRecords.address(entry.value()))
                .filter(record -> !record.resting())
                .toList();
    }

    private static Transaction deletion(Entry definition, Entry mark) {
        return new Transaction(
                List.of(new Condition.Unchanged(definition), new Condition.Unchanged(mark)),
                List.of(new Write.Delete(definition.key()), new Write.Delete(mark.key())));
    }

    private static NaruException inUse(Network network, List<AddressRecord> holders) {
        var words = new ArrayList<String>();
        for (var holder : holders) {
            words.add(
                    "name:\"%s\" id:\"%s\" on host %s"
                            .formatted(
                                    holder.containerName(),
                                    holder.endpointId().shortId(),
                                    holder.host()));
        }
        return new NaruException.Forbidden(
                "error while removing network: network %s has active endpoints (%s)"
                        .formatted(
                                network.name(),
                                words.stream().distinct().collect(Collectors.joining(", "))));
    }

    private void revoke(long lease) {
        try {
            store.revoke(lease);
        } catch (EtcdException ignored) {
            // it ends by itself
        }
    }
}
