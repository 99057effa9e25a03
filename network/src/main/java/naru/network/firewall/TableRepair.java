package naru.network.firewall;

import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftSocket;
import naru.linux.nft.NftValue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares a table of the kernel with what it should be, and says what is to be changed. For one
 * use.
 *
 * @param desired the elements of each set, by their keys
 */
record TableRepair(
        NftSocket nft,
        RuleTable wanted,
        Function<NftSet, Map<List<NftValue>, NftElement>> desired,
        List<NftChange> changes) {
    TableRepair(
            NftSocket nft,
            RuleTable wanted,
            Function<NftSet, Map<List<NftValue>, NftElement>> desired) {
        this(nft, wanted, desired, new ArrayList<>());
    }

    /** The changes, none when all is right. The user's chain is left alone. */
    List<NftChange> run(boolean present) {
        if (present) {
            compareSets();
            compareChains();
        } else {
            addEverything();
        }
        return changes;
    }

    private void addEverything() {
        changes.add(new NftChange.AddTable(wanted.table(), "made by naru"));
        wanted.sets().forEach(this::addSet);
        addUserChain();
        wanted.chains().forEach(chain -> changes.add(new NftChange.AddChain(chain)));
        wanted.chains().forEach(this::addRules);
    }

    private void addUserChain() {
        if (wanted.user() != null) {
            changes.add(new NftChange.AddChain(wanted.user()));
        }
    }

    private void addSet(NftSet set) {
        changes.add(new NftChange.AddSet(set));
        addElements(set, desired.apply(set).values());
    }

    private void addElements(NftSet set, Collection<NftElement> elements) {
        if (!elements.isEmpty()) {
            changes.add(new NftChange.AddElements(set, List.copyOf(elements)));
        }
    }

    private void addRules(NftChain chain) {
        wanted.rules().apply(chain).forEach(rule -> changes.add(new NftChange.AppendRule(rule)));
    }

    private void compareSets() {
        var present =
                nft.sets(wanted.table()).stream()
                        .collect(Collectors.toMap(NftSet::name, Function.identity()));
        for (var set : wanted.sets()) {
            if (present.containsKey(set.name())) {
                compareElements(set);
            } else {
                addSet(set);
            }
        }
    }

    private void compareElements(NftSet set) {
        var missing = new LinkedHashMap<>(desired.apply(set));
        var surplus = new ArrayList<NftElement>();
        for (var element : nft.elements(set)) {
            var same = missing.get(element.key());
            if (same != null && same.data().equals(element.data())) {
                missing.remove(element.key());
            } else {
                surplus.add(element);
            }
        }
        if (!surplus.isEmpty()) {
            changes.add(new NftChange.DeleteElements(set, surplus));
        }
        addElements(set, missing.values());
    }

    private void compareChains() {
        var present = nft.chains(wanted.table()).stream().map(NftChain::name).toList();
        var rules =
                nft.rules(wanted.table()).stream()
                        .collect(Collectors.groupingBy(ListedRule::chain));
        if (wanted.user() != null && !present.contains(wanted.user().name())) {
            addUserChain();
        }
        for (var chain : wanted.chains()) {
            if (!present.contains(chain.name())) {
                changes.add(new NftChange.AddChain(chain));
                addRules(chain);
            } else if (!isWhole(chain, rules.getOrDefault(chain.name(), List.of()))) {
                changes.add(new NftChange.FlushChain(wanted.table(), chain.name()));
                addRules(chain);
            }
        }
    }

    private boolean isWhole(NftChain chain, List<ListedRule> found) {
        var comments = wanted.rules().apply(chain).stream().map(NftRule::comment).toList();
        return comments.equals(found.stream().map(ListedRule::comment).toList());
    }
}
