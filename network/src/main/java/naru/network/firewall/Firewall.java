package naru.network.firewall;

import naru.linux.address.Family;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;
import naru.linux.nft.Nftables;
import naru.network.address.Prefix;
import naru.network.driver.BridgeFirewall;
import naru.network.driver.BridgeRules;
import naru.network.host.Host;
import naru.network.model.NaruException;
import naru.network.publish.Protocol;
import naru.network.relay.Relay;
import naru.network.relay.Relayed;
import naru.network.settings.FirewallSettings;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the sets and maps of the {@link Ruleset} and the {@link FrameRules} in the desired state.
 * Every change is one transaction; one that the kernel rejects changes nothing here either. For any
 * thread.
 */
public final class Firewall implements BridgeFirewall {
    private static final Logger log = System.getLogger(Firewall.class.getName());
    private static final long UNKNOWN = -1;

    private final Nftables nft;
    private final FirewallSettings settings;
    private final List<RuleTable> tables;
    private final StaleConnections connections;
    private final Loopback loopback;
    private final Relay relay;
    private final Set<Mapping> open = ConcurrentHashMap.newKeySet();
    private final Set<Prefix> subnets = ConcurrentHashMap.newKeySet();
    private boolean started;

    /** The generation of the rule set when it last matched the desired state. */
    private long matching = UNKNOWN;

    private final Map<NftSet, Map<List<NftValue>, NftElement>> desired = new HashMap<>();

    public Firewall(Host host, FirewallSettings settings, Relay relay) {
        nft = host.nft();
        this.relay = relay;
        loopback = new Loopback(host);
        this.settings = settings;
        tables = List.of(Ruleset.table(settings.accepted()), FrameRules.table());
        connections = new StaleConnections(host, open::contains);
    }

    /**
     * Installs everything that was added so far, and removes leftovers; until then changes are only
     * recorded.
     */
    public void start() {
        synchronized (this) {
            started = true;
            repair();
        }
        relay.start();
        forgetEarlier();
    }

    /** An earlier daemon may have died between a change of a port and the check of its entries. */
    private void forgetEarlier() {
        connections.changed(open.stream().filter(Firewall::mayBypass).toList());
        for (var family : Family.values()) {
            connections.forget(family, new ClosedPortFilter(open, subnets));
        }
    }

    /** Whether {@code table} is managed here. */
    public boolean owns(NftTable table) {
        return tables.stream().anyMatch(ours -> ours.table().equals(table));
    }

    @Override
    public void add(BridgeRules bridge) {
        subnets.addAll(bridge.subnets());
        change(Map.of(), elements(bridge));
    }

    @Override
    public void remove(BridgeRules bridge) {
        change(elements(bridge), Map.of());
        bridge.subnets().forEach(subnets::remove);
    }

    @Override
    public void wall(String port) {
        change(Map.of(), FrameRules.wall(port));
    }

    @Override
    public void unwall(String port) {
        change(FrameRules.wall(port), Map.of());
    }

    private Map<NftSet, List<NftElement>> elements(BridgeRules bridge) {
        return BridgeElements.of(bridge, settings.directRouting());
    }

    /** The number of spoofed frames of each guarded port, by the name of the host end. */
    public Map<String, Long> refused() {
        var refused = new HashMap<String, Long>();
        if (isStarted()) {
            nft.packets(FrameRules.REFUSED)
                    .forEach((key, packets) -> refused.put(key.getFirst().toString(), packets));
        }
        return refused;
    }

    @Override
    public boolean directRouting() {
        return settings.directRouting();
    }

    /** Admits a container's own addresses and opens its published ports, in one transaction. */
    public void admit(SandboxRules sandbox) {
        replace(SandboxRules.NONE, sandbox);
    }

    /** Undoes {@link #admit}; absent elements are not an error. */
    public void withdraw(SandboxRules sandbox) {
        replace(sandbox, SandboxRules.NONE);
    }

    /** Changes the distribution of some virtual addresses, in one transaction. */
    public void balance(List<Balance> old, List<Balance> fresh) {
        change(elements(old), elements(fresh));
    }

    /** Deletes conntrack entries of a virtual address to a removed member. */
    public void forget(InetAddress virtual, InetAddress member) {
        if (isStarted()) {
            connections.forget(
                    Family.of(virtual),
                    connection ->
                            connection.original().target().equals(virtual)
                                    && connection.reply().source().equals(member));
        }
    }

    private static Map<NftSet, List<NftElement>> elements(List<Balance> balances) {
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        for (var balance : balances) {
            balance.elements()
                    .forEach((set, more) ->
                            elements.computeIfAbsent(set, _ -> new ArrayList<>()).addAll(more));
        }
        return elements;
    }

    /** Stops background tasks. The kernel's tables and the relay remain. */
    public void stop() {
        connections.close();
        relay.stop();
    }

    /**
     * Replaces {@code old} by {@code fresh}, in one transaction. Relayed ports close before it and
     * open after it, so that their rules exist while they are open.
     */
    public void replace(SandboxRules old, SandboxRules fresh) {
        if (!old.mappings().isEmpty() || !fresh.mappings().isEmpty()) {
            lookAtLoopback();
        }
        Set<Relayed> gone;
        Set<Relayed> come;
        synchronized (this) {
            gone = relayed(old);
            come = relayed(fresh);
        }
        var kept = Set.copyOf(come);
        come.removeAll(gone);
        gone.removeAll(kept);
        closeRelayed(gone);
        translate(old, fresh);
        relay.change(Set.of(), come);
    }

    private void translate(SandboxRules old, SandboxRules fresh) {
        var closed = new HashSet<>(old.mappings());
        List<Mapping> opened;
        boolean running;
        synchronized (this) {
            change(elements(old), elements(fresh));
            fresh.mappings().forEach(closed::remove);
            opened =
                    fresh.mappings().stream()
                            .filter(open::add)
                            .filter(Firewall::mayBypass)
                            .toList();
            closed.removeIf(mapping -> !open.remove(mapping));
            running = started;
        }
        if (running) {
            connections.changed(closed);
            connections.changed(opened);
        }
    }

    /**
     * A container must be able to stop; ports that cannot be closed now are closed by the next
     * repair.
     */
    private void closeRelayed(Set<Relayed> gone) {
        try {
            relay.change(gone, Set.of());
        } catch (UncheckedIOException failure) {
            log.log(Level.WARNING, "relayed ports are not closed", failure);
        }
    }

    private Map<NftSet, List<NftElement>> elements(SandboxRules sandbox) {
        var elements = sandbox.elements();
        SandboxRules.addAll(
                elements, RelayRules.elements(loopback.notTranslated(sandbox.mappings())));
        return elements;
    }

    private Set<Relayed> relayed(SandboxRules sandbox) {
        var relayed = new HashSet<>(sandbox.relayed());
        relayed.addAll(loopback.relayed(sandbox.mappings()));
        return relayed;
    }

    /** Restarts the relay if it has exited, and adds missing ports. */
    public void repairRelay() {
        lookAtLoopback();
        relay.repair();
    }

    /**
     * Follows changes of br_netfilter, with which the kernel drops a container's replies to the
     * loopback.
     */
    private void lookAtLoopback() {
        Set<Relayed> gone;
        Set<Relayed> come;
        synchronized (this) {
            gone = Set.copyOf(loopback.relayed(open));
            var before = RelayRules.elements(loopback.notTranslated(open));
            if (!loopback.look()) {
                return;
            }
            change(before, RelayRules.elements(loopback.notTranslated(open)));
            come = Set.copyOf(loopback.relayed(open));
        }
        closeRelayed(gone);
        relay.change(Set.of(), come);
    }

    /** Whether conntrack entries from before the opening of the port may exist. */
    private static boolean mayBypass(Mapping mapping) {
        return mapping.port().protocol() != Protocol.TCP;
    }

    private synchronized boolean isStarted() {
        return started;
    }

    private synchronized void change(
            Map<NftSet, List<NftElement>> unwanted, Map<NftSet, List<NftElement>> wanted) {
        var gone = new LinkedHashMap<NftSet, List<NftElement>>();
        unwanted.forEach((set, elements) -> {
            var kept = new HashSet<>(wanted.getOrDefault(set, List.of()));
            var old = elements.stream().filter(e -> !kept.contains(e) && isKnown(set, e)).toList();
            if (!old.isEmpty()) {
                gone.put(set, old);
            }
        });
        var added = new LinkedHashMap<NftSet, List<NftElement>>();
        wanted.forEach((set, elements) -> {
            var fresh = elements.stream().filter(e -> !isKnown(set, e)).toList();
            if (!fresh.isEmpty()) {
                added.put(set, fresh);
            }
        });
        if (gone.isEmpty() && added.isEmpty()) {
            return;
        }
        matching = UNKNOWN;
        gone.forEach((set, elements) -> elements.forEach(e -> desired(set).remove(e.key())));
        added.forEach(this::checkFree);
        added.forEach((set, elements) -> elements.forEach(e -> desired(set).put(e.key(), e)));
        var changes = new ArrayList<NftChange>();
        gone.forEach((set, elements) -> changes.add(new NftChange.DeleteElements(set, elements)));
        added.forEach((set, elements) -> changes.add(new NftChange.AddElements(set, elements)));
        try {
            commit(changes);
        } catch (RuntimeException e) {
            added.forEach((set, elements) -> elements.forEach(el -> desired(set).remove(el.key())));
            throw e;
        }
    }

    private boolean isKnown(NftSet set, NftElement element) {
        return element.equals(desired(set).get(element.key()));
    }

    private void checkFree(NftSet set, List<NftElement> elements) {
        for (var element : elements) {
            var present = desired(set).get(element.key());
            if (present != null) {
                throw new IllegalStateException(element + " is taken: " + present);
            }
        }
    }

    /**
     * A change fails after a flush by another process; then everything is repaired, including this
     * change.
     */
    private void commit(List<NftChange> changes) {
        if (changes.isEmpty() || !started) {
            return;
        }
        try {
            nft.commit(changes);
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT) && !Nftables.isClash(e)) {
                throw e;
            }
            repair();
        }
    }

    /**
     * Compares the tables with the desired state and repairs them in one transaction. Returns
     * whether there was a difference. Each transaction gives the rule set another generation, so
     * nothing is listed as long as that and the desired state are the same.
     */
    public synchronized boolean repair() {
        connections.retry();
        long generation = nft.generation(); // first: a later transaction is found by the next call
        if (generation == matching) {
            return false;
        }
        var present = nft.tables();
        var changes = new ArrayList<NftChange>();
        for (var table : tables) {
            var repair = new TableRepair(nft, table, this::desired);
            changes.addAll(repair.run(present.contains(table.table())));
        }
        if (changes.isEmpty()) {
            matching = generation;
            return false;
        }
        log.log(Level.DEBUG, "repairing the firewall: {0}", changes);
        try {
            nft.commit(changes);
        } catch (LinuxException e) {
            throw e.is(Errno.EBUSY) && e.operation().equals("NFT_MSG_DELSET") ? held(e) : e;
        }
        return true;
    }

    /** Rules of the user are not changed, and would not match the type of the new set. */
    private NaruException held(LinuxException refusal) {
        var holders = new TreeSet<String>();
        for (var table : tables) {
            var ours = table.chains().stream().map(NftChain::name).toList();
            nft.rules(table.table()).stream()
                    .filter(rule -> !ours.contains(rule.chain()))
                    .filter(rule -> rule.expressions().contains("lookup"))
                    .forEach(rule -> holders.add(rule.chain()));
        }
        return new NaruException.HostFailure(
                "another release of Naru has made %s in another shape, and a rule of yours in chain"
                                .formatted(refusal.object())
                        + " %s looks into it: delete that rule, and add it again when Naru has"
                                .formatted(String.join(" or ", holders))
                        + " started",
                refusal);
    }

    private Map<List<NftValue>, NftElement> desired(NftSet set) {
        return desired.computeIfAbsent(set, _ -> new LinkedHashMap<>());
    }
}
