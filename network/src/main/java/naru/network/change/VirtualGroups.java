package naru.network.change;

import naru.linux.address.Family;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.AliasAddressed;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.NetworkId;
import naru.network.plan.EndpointPlanner;
import naru.network.pool.Holder;
import naru.network.record.Records;
import naru.network.record.VirtualRecord;
import naru.network.undo.Rollback;
import naru.network.undo.Steps;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups that exist: opens and closes them, with their leases, in the journal, on the bridge
 * and in the firewall. Under the lock of {@link VirtualAddresses}.
 */
public final class VirtualGroups {
    private final NetworkTable networks;
    private final Journal journal;
    private final Records records;
    private final VirtualBindings bindings;
    private final EndpointPlanner planner;
    private final Listeners listeners;
    private final Map<Key, VirtualGroup> groups = new HashMap<>();

    private record Key(NetworkId network, String alias) {
        String text() {
            return Records.VIRTUAL + "/" + network + "/" + alias;
        }
    }

    public VirtualGroups(
            NetworkTable networks,
            Journal journal,
            Records records,
            VirtualBindings bindings,
            EndpointPlanner planner,
            Listeners listeners) {
        this.networks = networks;
        this.journal = journal;
        this.records = records;
        this.bindings = bindings;
        this.planner = planner;
        this.listeners = listeners;
    }

    /** Takes over the groups in the journal, without members. Does not change the kernel. */
    void load() {
        journal.all(Records.VIRTUAL)
                .forEach((key, json) -> {
                    var record = records.virtual(json);
                    var entry = networks.byId(record.network()).orElse(null);
                    var link = entry == null ? null : entry.traits().virtualLink().orElse(null);
                    if (entry == null || link == null) {
                        journal.remove(key, Durability.PROCESS);
                        return;
                    }
                    record.addresses().forEach(address -> hold(entry, record.alias(), address));
                    var group = new VirtualGroup(entry, link, record);
                    groups.put(key(group), group);
                });
    }

    private static void hold(NetworkEntry entry, String alias, InetAddress address) {
        entry.pool(address).ifPresent(pool -> pool.restore(address, new Holder.Alias(alias)));
    }

    List<VirtualGroup> all() {
        return List.copyOf(groups.values());
    }

    /** Null if the alias has none. */
    @Nullable VirtualGroup get(NetworkId network, String alias) {
        return groups.get(new Key(network, alias));
    }

    /** Reports the addresses of all groups to listeners. */
    void announce() {
        groups.values().forEach(group -> report(group, group.record().addresses()));
    }

    /** The group of an alias, opened if need be; null if its network was deleted. */
    @Nullable VirtualGroup find(NetworkId id, String alias) {
        var present = groups.get(new Key(id, alias));
        var entry = networks.byId(id).orElse(null);
        if (present != null && entry != null) {
            reopen(present);
        }
        if (present != null || entry == null) {
            return present;
        }
        var link = entry.traits().virtualLink().orElse(null);
        return link == null ? null : open(entry, alias, link);
    }

    private VirtualGroup open(NetworkEntry entry, String alias, String link) {
        var network = entry.network();
        var key = new Key(network.id(), alias);
        try (var rollback = new Rollback()) {
            var ipv4 = lease(entry, alias, Family.IPV4, rollback);
            var ipv6 = lease(entry, alias, Family.IPV6, rollback);
            var record = new VirtualRecord(network.id(), alias, ipv4, ipv6);
            var group = new VirtualGroup(entry, link, record);
            rollback.add(() -> journal.remove(key.text(), Durability.PROCESS));
            journal.put(key.text(), records.encode(record), Durability.PROCESS);
            rollback.add(() -> bindings.silence(group));
            bindings.answer(group);
            rollback.add(() -> bindings.spread(group, List.of()));
            bindings.spread(group);
            groups.put(key, group);
            rollback.commit();
            report(group, record.addresses());
            return group;
        }
    }

    /** Null without addresses of the family. */
    private @Nullable InetAddress lease(
            NetworkEntry entry, String alias, Family family, Rollback rollback) {
        if (!entry.network().has(family)) {
            return null;
        }
        var holder = new Holder.Alias(alias);
        var lease = planner.next(entry, family, holder);
        var address = lease.address();
        rollback.add(() -> lease.pool().release(address, holder));
        return address;
    }

    /** Reverts a failed closing. */
    void reopen(VirtualGroup group) {
        if (!group.isClosing()) {
            return;
        }
        var record = group.record();
        journal.put(key(group).text(), records.encode(record), Durability.PROCESS);
        bindings.answer(group);
        group.setClosing(false);
        report(group, record.addresses());
    }

    /**
     * Undoes {@link #open}; performs every step and reports failures. Then the group remains, and
     * its addresses stay reserved, until a repair has completed the rest.
     */
    void close(VirtualGroup group) {
        if (!group.isClosing()) {
            group.setClosing(true);
            report(group, List.of());
        }
        var steps = new ArrayDeque<Runnable>();
        steps.add(() -> bindings.spread(group, List.of()));
        steps.add(() -> bindings.silence(group));
        steps.add(() -> journal.remove(key(group).text(), Durability.PROCESS));
        Steps.runAll(steps);
        var record = group.record();
        networks.byId(record.network()).ifPresent(entry -> release(entry, record));
        groups.remove(key(group));
    }

    private static Key key(VirtualGroup group) {
        return new Key(group.record().network(), group.record().alias());
    }

    private static void release(NetworkEntry entry, VirtualRecord record) {
        for (var address : record.addresses()) {
            entry.pool(address)
                    .ifPresent(pool -> pool.release(address, new Holder.Alias(record.alias())));
        }
    }

    private void report(VirtualGroup group, List<InetAddress> addresses) {
        var alias = group.record().alias();
        listeners.changed(new AliasAddressed(group.network(), alias, addresses));
    }
}
