package naru.network.firewall;

import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftValue;
import naru.linux.nft.Nftables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares a table in the kernel with the desired state, and computes the changes. For one use.
 *
 * @param desired the elements of each set, by their keys
 */
record TableRepair(
        Nftables nft,
        RuleTable wanted,
        Function<NftSet, Map<List<NftValue>, NftElement>> desired,
        List<NftChange> changes) {
    TableRepair(
            Nftables nft,
            RuleTable wanted,
            Function<NftSet, Map<List<NftValue>, NftElement>> desired) {
        this(nft, wanted, desired, new ArrayList<>());
    }

    /** The changes; empty if there is no difference. The user's chain is not touched. */
    List<NftChange> run(boolean present) {
        if (present) {
            var chains = nft.chains(wanted.table());
            addMissing(chains);
            var oddSets = compareSets();
            var oddChains = oddChains(chains);
            if (oddSets.isEmpty() && oddChains.isEmpty()) {
                compareChains(chains);
            } else {
                replace(chains, oddSets, oddChains);
            }
        } else {
            addEverything();
        }
        return changes;
    }

    private void addEverything() {
        changes.add(new NftChange.AddTable(wanted.table(), "made by naru"));
        addMissing(List.of());
        wanted.sets().forEach(this::addSet);
        wanted.chains().forEach(this::addRules);
    }

    /** Chains come before the sets, whose verdicts lead to them. */
    private void addMissing(List<NftChain> present) {
        var names = present.stream().map(NftChain::name).toList();
        if (wanted.user() != null && !names.contains(wanted.user().name())) {
            changes.add(new NftChange.AddChain(wanted.user()));
        }
        wanted.chains().stream()
                .filter(chain -> !names.contains(chain.name()))
                .forEach(chain -> changes.add(new NftChange.AddChain(chain)));
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
        wanted.rules(chain).forEach(rule -> changes.add(new NftChange.AppendRule(rule)));
    }

    /** Returns existing objects with a different definition. */
    private List<NftSet> compareSets() {
        var present =
                nft.sets(wanted.table()).stream()
                        .collect(Collectors.toMap(NftSet::name, Function.identity()));
        var odd = new ArrayList<NftSet>();
        for (var set : wanted.sets()) {
            var found = present.get(set.name());
            if (found == null) {
                addSet(set);
            } else if (found.hasShapeOf(set)) {
                compareElements(set);
            } else {
                odd.add(found);
            }
        }
        return odd;
    }

    private void compareElements(NftSet set) {
        var missing = new LinkedHashMap<>(desired.apply(set));
        var surplus = new ArrayList<NftElement>();
        for (var element : nft.elements(set)) {
            var same = missing.get(element.key());
            if (same != null && same.leadsWhere(element)) {
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

    private void compareChains(List<NftChain> present) {
        var names = present.stream().map(NftChain::name).toList();
        var rules =
                nft.rules(wanted.table()).stream()
                        .collect(Collectors.groupingBy(ListedRule::chain));
        for (var chain : wanted.chains()) {
            if (!names.contains(chain.name())) {
                addRules(chain);
            } else if (!wanted.isWhole(chain, rules.getOrDefault(chain.name(), List.of()))) {
                changes.add(new NftChange.FlushChain(wanted.table(), chain.name()));
                addRules(chain);
            }
        }
    }

    /** Base chains whose hook differs from this release's, or that should not be base chains. */
    private List<NftChain> oddChains(List<NftChain> present) {
        return present.stream().filter(chain -> chain.hook() != null && !isWanted(chain)).toList();
    }

    private boolean isWanted(NftChain found) {
        return wanted.chains().stream()
                .anyMatch(chain ->
                        chain.name().equals(found.name())
                                && Objects.equals(chain.hook(), found.hook()));
    }

    /**
     * Converts the tables of another release. All rules are removed and added in the same
     * transaction, since a set or a chain in use cannot be deleted; elements of compatible sets,
     * and the user's rules, are kept. A set that a rule of the user refers to cannot be converted:
     * the kernel rejects that.
     */
    private void replace(List<NftChain> present, List<NftSet> oddSets, List<NftChain> oddChains) {
        var ours = wanted.chains().stream().map(NftChain::name).collect(Collectors.toSet());
        oddChains.forEach(chain -> ours.add(chain.name()));
        present.stream()
                .map(NftChain::name)
                .filter(ours::contains)
                .forEach(name -> changes.add(new NftChange.FlushChain(wanted.table(), name)));
        oddChains.forEach(
                chain -> changes.add(new NftChange.DeleteChain(wanted.table(), chain.name())));
        oddSets.forEach(set -> changes.add(new NftChange.DeleteSet(set)));
        var gone = oddSets.stream().map(NftSet::name).toList();
        wanted.sets().stream().filter(set -> gone.contains(set.name())).forEach(this::addSet);
        wanted.chains().forEach(chain -> changes.add(new NftChange.AddChain(chain)));
        wanted.chains().forEach(this::addRules);
    }
}
