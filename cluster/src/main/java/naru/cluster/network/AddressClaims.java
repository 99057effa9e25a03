package naru.cluster.network;

import naru.cluster.record.AddressRecord;
import naru.etcd.Condition;
import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.Outcome;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.shared.SharedNetworks.Loss;
import naru.network.shared.SharedNetworks.Owner;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Claims addresses in the store for endpoints of this host. A claim is one transaction for all
 * addresses of an endpoint; what follows (other names, release) is left to a {@link RowWriter}. For
 * any thread.
 */
final class AddressClaims {
    private static final int MAX_ATTEMPTS = 16;

    private final Self self;
    private final Store store;
    private final RowWriter writer;

    AddressClaims(Self self, Store store, RowWriter writer) {
        this.self = self;
        this.store = store;
        this.writer = writer;
    }

    Optional<Loss> claim(Endpoint endpoint, Owner owner, Set<InetAddress> insisted) {
        var row = row(endpoint, owner, true);
        writer.begin(row); // before the transaction: the row is no stale one
        try {
            var loss = claim(row, insisted);
            if (loss.isPresent()) {
                writer.forget(row.id());
            }
            return loss;
        } catch (NaruException e) {
            writer.forget(row.id());
            throw e;
        } catch (EtcdException e) {
            writer.release(row.id()); // the store may have granted it
            throw StoreErrors.exhausted(e);
        }
    }

    private Optional<Loss> claim(Row row, Set<InetAddress> insisted) {
        var replaced = new HashMap<String, Entry>(); // resting
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            var outcome = store.commit(transaction(row, replaced));
            if (outcome.committed()) {
                return Optional.empty();
            }
            checkNetwork(row, outcome);
            replaced.clear();
            for (var address : row.record().addresses()) {
                var key = NetworkRecords.address(row.network(), address);
                var entry = outcome.found(key);
                if (entry.isEmpty()) {
                    continue;
                }
                var holder = NetworkRecords.address(entry.get().value());
                boolean own = holder.containerId().equals(row.record().containerId());
                boolean rests = holder.resting() || isReleased(holder);
                if (!rests || !own && !insisted.contains(address)) {
                    return Optional.of(new Loss(address, holder.holder(), rests));
                }
                replaced.put(key, entry.get());
            }
        }
        throw new NaruException.Exhausted("other hosts change the same addresses at this time");
    }

    /** Whether it was released here, and the store has not been changed yet. */
    private boolean isReleased(AddressRecord holder) {
        return holder.node().equals(self.node()) && writer.isReleased(holder.endpointId());
    }

    private static void checkNetwork(Row row, Outcome outcome) {
        if (outcome.found(NetworkRecords.definition(row.network())).isEmpty()) {
            throw new NaruException.NotFound("network " + row.network() + " not found");
        }
        if (outcome.found(NetworkRecords.ending(row.network())).isPresent()) {
            throw new NaruException.NotFound("network " + row.network() + " is being removed");
        }
    }

    private static Transaction transaction(Row row, Map<String, Entry> replaced) {
        var conditions = new ArrayList<>(row.networkExists());
        var writes = new ArrayList<Write>();
        var value = NetworkRecords.encode(row.record());
        for (var address : row.record().addresses()) {
            var key = NetworkRecords.address(row.network(), address);
            var before = replaced.get(key);
            conditions.add(
                    before == null ? new Condition.Absent(key) : new Condition.Unchanged(before));
            writes.add(new Write.Put(key, value));
        }
        return new Transaction(conditions, writes);
    }

    /** Records the present state of a container's endpoints on shared networks. */
    void note(Sandbox sandbox) {
        var owner = new Owner(sandbox.containerId(), sandbox.containerName());
        boolean serving = sandbox.readiness() == Readiness.SERVING;
        for (var endpoint : sandbox.endpoints()) {
            if (endpoint.networkId().isShared() && !endpoint.addresses().isEmpty()) {
                writer.keep(row(endpoint, owner, serving));
            }
        }
    }

    void release(EndpointId endpoint) {
        writer.release(endpoint);
    }

    private Row row(Endpoint endpoint, Owner owner, boolean serving) {
        List<InetAddress> addresses =
                endpoint.addresses().stream().map(prefix -> prefix.address()).toList();
        return new Row(
                endpoint.networkId(),
                new AddressRecord(
                        endpoint.id().value(),
                        self.node(),
                        self.name(),
                        self.tunnel(),
                        String.valueOf(endpoint.macAddress()),
                        addresses,
                        owner.containerId(),
                        owner.containerName(),
                        endpoint.dnsNames(),
                        serving,
                        false));
    }
}
