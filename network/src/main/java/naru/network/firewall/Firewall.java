package naru.network.firewall;

import static naru.linux.nft.NftValue.link;

import naru.linux.Errno;
import naru.linux.LinuxException;
import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftSocket;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps the sets and maps of the {@link Ruleset} as they should be. Every change is one
 * transaction; one that the kernel refuses changes nothing here either. Any thread.
 */
public final class Firewall {
    private static final Logger log = System.getLogger(Firewall.class.getName());

    private final NftSocket nft;
    private boolean started;
    private final Map<NftSet, Map<List<NftValue>, NftElement>> desired = new LinkedHashMap<>();

    public Firewall(NftSocket nft) {
        this.nft = nft;
        Ruleset.sets().forEach(set -> desired.put(set, new LinkedHashMap<>()));
    }

    /**
     * Installs everything that was added so far, and takes away what was left from before; until
     * then changes are only remembered.
     */
    public synchronized void start() {
        started = true;
        repair();
    }

    /** Whether {@code table} is the one that is kept here. */
    public boolean owns(NftTable table) {
        return table.equals(Ruleset.TABLE);
    }

    /** Makes a bridge known. Repeating it changes nothing. */
    public void add(BridgeRules bridge) {
        add(elements(bridge));
    }

    /** Forgets a bridge; one that is not known is no error. */
    public void remove(BridgeRules bridge) {
        remove(elements(bridge));
    }

    /** Opens published ports, in one transaction. */
    public void publish(List<Mapping> mappings) {
        add(Mappings.elements(mappings));
    }

    /** Closes published ports; those that are not open are no error. */
    public void unpublish(List<Mapping> mappings) {
        remove(Mappings.elements(mappings));
    }

    /** Closes the ports of {@code old} and opens those of {@code fresh}. */
    public void replace(List<Mapping> old, List<Mapping> fresh) {
        unpublish(old);
        publish(fresh);
    }

    private static Map<NftSet, List<NftElement>> elements(BridgeRules rules) {
        var bridge = link(rules.bridge());
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        elements.put(Ruleset.BRIDGES, List.of(Ruleset.BRIDGES.element(bridge)));
        for (var subnet : rules.subnets()) {
            var set = subnet.isIpv6() ? Ruleset.HAIRPIN6 : Ruleset.HAIRPIN4;
            var addresses = NftValue.prefix(subnet.address(), subnet.length());
            elements.put(set, List.of(set.element(bridge, addresses)));
        }
        var pairs = rules.icc() ? Ruleset.ICC : Ruleset.APART;
        elements.put(pairs, List.of(pairs.element(bridge, bridge)));
        if (rules.masquerade()) {
            elements.put(Ruleset.MASQUERADE, List.of(Ruleset.MASQUERADE.element(bridge)));
        }
        if (rules.internal()) {
            elements.put(Ruleset.INTERNAL, List.of(Ruleset.INTERNAL.element(bridge)));
        }
        return elements;
    }

    private synchronized void add(Map<NftSet, List<NftElement>> elements) {
        var changes = new ArrayList<NftChange>();
        var added = new LinkedHashMap<NftSet, List<NftElement>>();
        elements.forEach((set, wanted) -> {
            var known = desired(set);
            var missing = wanted.stream().filter(e -> isNew(e, known)).toList();
            if (!missing.isEmpty()) {
                missing.forEach(element -> known.put(element.key(), element));
                added.put(set, missing);
                changes.add(new NftChange.AddElements(set, missing));
            }
        });
        try {
            commit(changes);
        } catch (RuntimeException e) {
            added.forEach((set, gone) -> gone.forEach(el -> desired(set).remove(el.key())));
            throw e;
        }
    }

    private static boolean isNew(NftElement element, Map<List<NftValue>, NftElement> known) {
        var present = known.get(element.key());
        if (present != null && !present.data().equals(element.data())) {
            throw new IllegalStateException(element + " is taken: " + present);
        }
        return present == null;
    }

    private synchronized void remove(Map<NftSet, List<NftElement>> elements) {
        var changes = new ArrayList<NftChange>();
        elements.forEach((set, unwanted) -> {
            var known = desired(set);
            var present = unwanted.stream().filter(e -> known.remove(e.key()) != null).toList();
            if (!present.isEmpty()) {
                changes.add(new NftChange.DeleteElements(set, present));
            }
        });
        commit(changes);
    }

    /**
     * Somebody else's flush makes a change fail; then everything is put right, this change
     * included.
     */
    private void commit(List<NftChange> changes) {
        if (changes.isEmpty() || !started) {
            return;
        }
        try {
            nft.commit(changes);
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT) && !NftSocket.isClash(e)) {
                throw e;
            }
            repair();
        }
    }

    /**
     * Compares the table with what it should be and puts it right in one transaction, leaving the
     * user's chain alone. Returns whether there was anything to do.
     */
    public synchronized boolean repair() {
        var changes = new ArrayList<NftChange>();
        if (!nft.tables().contains(Ruleset.TABLE)) {
            addEverything(changes);
        } else {
            compareSets(changes);
            compareChains(changes);
        }
        if (changes.isEmpty()) {
            return false;
        }
        log.log(Level.DEBUG, "repairing {0}: {1}", Ruleset.TABLE, changes);
        nft.commit(changes);
        return true;
    }

    private void addEverything(List<NftChange> changes) {
        changes.add(new NftChange.AddTable(Ruleset.TABLE, "made by naru"));
        desired.keySet().forEach(set -> addSet(set, changes));
        changes.add(new NftChange.AddChain(Ruleset.USER));
        Ruleset.chains().forEach(chain -> changes.add(new NftChange.AddChain(chain)));
        Ruleset.chains().forEach(chain -> addRules(chain, changes));
    }

    private void addSet(NftSet set, List<NftChange> changes) {
        changes.add(new NftChange.AddSet(set));
        if (!desired(set).isEmpty()) {
            changes.add(new NftChange.AddElements(set, List.copyOf(desired(set).values())));
        }
    }

    private static void addRules(NftChain chain, List<NftChange> changes) {
        Ruleset.rules(chain).forEach(rule -> changes.add(new NftChange.AppendRule(rule)));
    }

    private void compareSets(List<NftChange> changes) {
        var present =
                nft.sets(Ruleset.TABLE).stream()
                        .collect(Collectors.toMap(NftSet::name, Function.identity()));
        for (var set : desired.keySet()) {
            if (present.containsKey(set.name())) {
                compareElements(set, changes);
            } else {
                addSet(set, changes);
            }
        }
    }

    private void compareElements(NftSet set, List<NftChange> changes) {
        var wanted = new LinkedHashMap<>(desired(set));
        var surplus = new ArrayList<NftElement>();
        for (var element : nft.elements(set)) {
            var same = wanted.get(element.key());
            if (same != null && same.data().equals(element.data())) {
                wanted.remove(element.key());
            } else {
                surplus.add(element);
            }
        }
        if (!surplus.isEmpty()) {
            changes.add(new NftChange.DeleteElements(set, surplus));
        }
        if (!wanted.isEmpty()) {
            changes.add(new NftChange.AddElements(set, List.copyOf(wanted.values())));
        }
    }

    private void compareChains(List<NftChange> changes) {
        var present = nft.chains(Ruleset.TABLE).stream().map(NftChain::name).toList();
        var rules =
                nft.rules(Ruleset.TABLE).stream().collect(Collectors.groupingBy(ListedRule::chain));
        if (!present.contains(Ruleset.USER.name())) {
            changes.add(new NftChange.AddChain(Ruleset.USER));
        }
        for (var chain : Ruleset.chains()) {
            if (!present.contains(chain.name())) {
                changes.add(new NftChange.AddChain(chain));
                addRules(chain, changes);
            } else if (!isWhole(chain, rules.getOrDefault(chain.name(), List.of()))) {
                changes.add(new NftChange.FlushChain(Ruleset.TABLE, chain.name()));
                addRules(chain, changes);
            }
        }
    }

    private static boolean isWhole(NftChain chain, List<ListedRule> found) {
        var wanted = Ruleset.rules(chain).stream().map(NftRule::comment).toList();
        return wanted.equals(found.stream().map(ListedRule::comment).toList());
    }

    private Map<List<NftValue>, NftElement> desired(NftSet set) {
        return desired.computeIfAbsent(set, _ -> new LinkedHashMap<>());
    }
}
