package naru.network.fake;

import naru.linux.error.Errno;
import naru.linux.nft.Action;
import naru.linux.nft.ListedRule;
import naru.linux.nft.Match;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftEvent;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;
import naru.linux.nft.Verdict;
import naru.linux.nft.socket.NftSocket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rule set of a {@link FakeNetns}. A transaction is made as a whole or not at all; references
 * between rules, chains and sets are checked as Linux checks them. One thread.
 */
public final class FakeNftables {
    private static final Table NONE = new Table();

    /** Of the rules that Naru has made so far, which are constants. */
    private static final Map<NftRule, List<String>> EXPRESSIONS =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private final Map<NftTable, Table> tables = new LinkedHashMap<>();
    private final List<Consumer<NftEvent>> watchers = new ArrayList<>();
    private Deque<Runnable> undo = new ArrayDeque<>();
    private long generation = 1;
    private long lastHandle;

    private static final class Table {
        final Map<String, Chain> chains = new LinkedHashMap<>();
        final Map<String, Elements> sets = new LinkedHashMap<>();
    }

    private static final class Chain {
        final NftChain chain;
        final List<Rule> rules = new ArrayList<>();

        Chain(NftChain chain) {
            this.chain = chain;
        }
    }

    private record Rule(long handle, NftRule rule, List<String> expressions) {}

    private static final class Elements {
        final NftSet set;
        final Map<List<NftValue>, NftElement> byKey = new LinkedHashMap<>();

        Elements(NftSet set) {
            this.set = set;
        }
    }

    void watch(Consumer<NftEvent> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<NftEvent> watcher) {
        watchers.remove(watcher);
    }

    // ---- Listings

    long generation() {
        return generation;
    }

    public List<NftTable> tables() {
        return List.copyOf(tables.keySet());
    }

    public List<NftChain> chains(NftTable table) {
        return find(table).chains.values().stream().map(chain -> chain.chain).toList();
    }

    public List<NftSet> sets(NftTable table) {
        return find(table).sets.values().stream().map(elements -> elements.set).toList();
    }

    public List<NftElement> elements(NftSet set) {
        var found = find(set.table()).sets.get(set.name());
        if (found == null) {
            throw FakeNetns.refused(Errno.ENOENT, "NFT_MSG_GETSETELEM", set);
        }
        return List.copyOf(found.byKey.values());
    }

    public List<ListedRule> rules(NftTable table) {
        var listed = new ArrayList<ListedRule>();
        for (var chain : find(table).chains.values()) {
            for (var rule : chain.rules) {
                listed.add(
                        new ListedRule(
                                table,
                                chain.chain.name(),
                                rule.handle,
                                rule.expressions,
                                rule.rule.comment()));
            }
        }
        return listed;
    }

    /** A table that is not there has nothing. */
    private Table find(NftTable table) {
        return tables.getOrDefault(table, NONE);
    }

    // ---- Transactions

    /** Makes all changes or none; {@code port} is the sender's. */
    public void commit(List<? extends NftChange> changes, int port) {
        undo = new ArrayDeque<>();
        var events = new ArrayList<NftEvent>();
        try {
            for (var change : changes) {
                apply(change);
                events.add(new NftEvent.Changed(table(change), change.getClass().getSimpleName()));
            }
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
        if (changes.isEmpty()) {
            return;
        }
        generation++;
        events.add(new NftEvent.Committed(generation, port, port, "fake"));
        events.forEach(event -> watchers.forEach(watcher -> watcher.accept(event)));
    }

    private void apply(NftChange change) {
        switch (change) {
            case NftChange.AddTable(var table, _) -> {
                if (!tables.containsKey(table)) {
                    put(tables, table, new Table());
                }
            }
            case NftChange.DeleteTable(var table) -> {
                present(table, "NFT_MSG_DELTABLE");
                remove(tables, table);
            }
            case NftChange.AddChain(var chain) -> {
                var chains = present(chain.table(), "NFT_MSG_NEWCHAIN").chains;
                if (!chains.containsKey(chain.name())) {
                    put(chains, chain.name(), new Chain(chain));
                }
            }
            case NftChange.DeleteChain(var table, var name) -> {
                var found = present(table, "NFT_MSG_DELCHAIN");
                var chain = chain(found, table, name, "NFT_MSG_DELCHAIN");
                if (!chain.rules.isEmpty() || isReferenced(found, name)) {
                    throw FakeNetns.refused(Errno.EBUSY, "NFT_MSG_DELCHAIN", table + " " + name);
                }
                remove(found.chains, name);
            }
            case NftChange.FlushChain(var table, var name) -> {
                var chain =
                        chain(present(table, "NFT_MSG_DELRULE"), table, name, "NFT_MSG_DELRULE");
                var before = List.copyOf(chain.rules);
                chain.rules.clear();
                undo.push(() -> chain.rules.addAll(before));
            }
            case NftChange.AddSet(var set) -> {
                var sets = present(set.table(), "NFT_MSG_NEWSET").sets;
                if (!sets.containsKey(set.name())) {
                    put(sets, set.name(), new Elements(set));
                } else if (!sets.get(set.name()).set.hasShapeOf(set)) {
                    throw FakeNetns.refused(Errno.EEXIST, "NFT_MSG_NEWSET", set);
                }
            }
            case NftChange.DeleteSet(var set) -> {
                var found = present(set.table(), "NFT_MSG_DELSET");
                elements(found, set, "NFT_MSG_DELSET");
                if (isUsed(found, set.name())) {
                    throw FakeNetns.refused(Errno.EBUSY, "NFT_MSG_DELSET", set);
                }
                remove(found.sets, set.name());
            }
            case NftChange.FlushSet(var set) -> {
                var present =
                        elements(
                                present(set.table(), "NFT_MSG_DELSETELEM"),
                                set,
                                "NFT_MSG_DELSETELEM");
                var before = new LinkedHashMap<>(present.byKey);
                present.byKey.clear();
                undo.push(() -> present.byKey.putAll(before));
            }
            case NftChange.AddElements(var set, var added) -> {
                var table = present(set.table(), "NFT_MSG_NEWSETELEM");
                var present = elements(table, set, "NFT_MSG_NEWSETELEM");
                for (var element : added) {
                    add(table, present, element);
                }
            }
            case NftChange.DeleteElements(var set, var doomed) -> {
                var present =
                        elements(
                                present(set.table(), "NFT_MSG_DELSETELEM"),
                                set,
                                "NFT_MSG_DELSETELEM");
                for (var element : doomed) {
                    if (!present.byKey.containsKey(element.key())) {
                        throw FakeNetns.refused(
                                Errno.ENOENT, "NFT_MSG_DELSETELEM", set + " " + element);
                    }
                    remove(present.byKey, element.key());
                }
            }
            case NftChange.AppendRule(var rule) -> addRule(rule, false);
            case NftChange.InsertRule(var rule) -> addRule(rule, true);
            case NftChange.DeleteRule(var table, var name, long handle) -> {
                var chain =
                        chain(present(table, "NFT_MSG_DELRULE"), table, name, "NFT_MSG_DELRULE");
                var before = List.copyOf(chain.rules);
                if (!chain.rules.removeIf(rule -> rule.handle == handle)) {
                    throw FakeNetns.refused(
                            Errno.ENOENT, "NFT_MSG_DELRULE", table + " " + name + " " + handle);
                }
                undo.push(() -> {
                    chain.rules.clear();
                    chain.rules.addAll(before);
                });
            }
        }
    }

    private void add(Table table, Elements present, NftElement element) {
        var verdict = element.verdict();
        if (verdict != null && verdict.chain() != null) {
            checkChain(table, present.set, verdict.chain());
        }
        boolean taken =
                present.byKey.containsKey(element.key())
                        || (present.set.intervals()
                                && present.byKey.keySet().stream()
                                        .anyMatch(key -> overlap(key, element.key())));
        if (taken) {
            throw FakeNetns.refused(
                    Errno.EEXIST, "NFT_MSG_NEWSETELEM", present.set + " " + element);
        }
        put(present.byKey, element.key(), element);
    }

    private static boolean overlap(List<NftValue> one, List<NftValue> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).overlaps(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void addRule(NftRule rule, boolean first) {
        var table = present(rule.chain().table(), "NFT_MSG_NEWRULE");
        var chain = chain(table, rule.chain().table(), rule.chain().name(), "NFT_MSG_NEWRULE");
        for (var set : sets(rule)) {
            elements(table, set, "NFT_MSG_NEWRULE");
        }
        for (var target : targets(rule)) {
            checkChain(table, rule.chain(), target);
        }
        var expressions = EXPRESSIONS.computeIfAbsent(rule, NftSocket::expressions);
        var added = new Rule(++lastHandle, rule, expressions);
        chain.rules.add(first ? 0 : chain.rules.size(), added);
        undo.push(() -> chain.rules.remove(added));
    }

    private static void checkChain(Table table, Object user, String name) {
        if (!table.chains.containsKey(name)) {
            throw FakeNetns.refused(Errno.ENOENT, "NFT_MSG_NEWRULE", user);
        }
    }

    private static boolean isReferenced(Table table, String chain) {
        return table.chains.values().stream()
                        .flatMap(other -> other.rules.stream())
                        .anyMatch(rule -> targets(rule.rule).contains(chain))
                || table.sets.values().stream()
                        .flatMap(set -> set.byKey.values().stream())
                        .map(NftElement::verdict)
                        .anyMatch(verdict -> verdict != null && chain.equals(verdict.chain()));
    }

    private static boolean isUsed(Table table, String set) {
        return table.chains.values().stream()
                .flatMap(chain -> chain.rules.stream())
                .anyMatch(rule -> sets(rule.rule).stream().anyMatch(s -> s.name().equals(set)));
    }

    /** The chains that a rule leads to. */
    private static Set<String> targets(NftRule rule) {
        var targets = new LinkedHashSet<String>();
        for (var statement : rule.statements()) {
            if (statement instanceof Verdict(_, var chain) && chain != null) {
                targets.add(chain);
            }
        }
        return targets;
    }

    /** The sets that a rule looks into. */
    private static List<NftSet> sets(NftRule rule) {
        var sets = new ArrayList<NftSet>();
        for (var statement : rule.statements()) {
            switch (statement) {
                case Match.InSet(_, var set, _) -> sets.add(set);
                case Match.VerdictMap(_, var map) -> sets.add(map);
                case Action.NatByMap(_, var mapped) -> sets.add(mapped.map());
                default -> {}
            }
        }
        return sets;
    }

    private Table present(NftTable table, String operation) {
        var found = tables.get(table);
        if (found == null) {
            throw FakeNetns.refused(Errno.ENOENT, operation, table);
        }
        return found;
    }

    private static Chain chain(Table found, NftTable table, String name, String operation) {
        var chain = found.chains.get(name);
        if (chain == null) {
            throw FakeNetns.refused(Errno.ENOENT, operation, table + " " + name);
        }
        return chain;
    }

    private static Elements elements(Table found, NftSet set, String operation) {
        var elements = found.sets.get(set.name());
        if (elements == null) {
            throw FakeNetns.refused(Errno.ENOENT, operation, set);
        }
        return elements;
    }

    private <K, V> void put(Map<K, V> map, K key, V value) {
        map.put(key, value);
        undo.push(() -> map.remove(key));
    }

    private <K, V> void remove(Map<K, V> map, K key) {
        var before = map.remove(key);
        undo.push(() -> map.put(key, before));
    }

    private static NftTable table(NftChange change) {
        return switch (change) {
            case NftChange.AddTable add -> add.table();
            case NftChange.DeleteTable delete -> delete.table();
            case NftChange.AddChain add -> add.chain().table();
            case NftChange.DeleteChain delete -> delete.table();
            case NftChange.FlushChain flush -> flush.table();
            case NftChange.AddSet add -> add.set().table();
            case NftChange.DeleteSet delete -> delete.set().table();
            case NftChange.FlushSet flush -> flush.set().table();
            case NftChange.AddElements add -> add.set().table();
            case NftChange.DeleteElements delete -> delete.set().table();
            case NftChange.AppendRule append -> append.rule().chain().table();
            case NftChange.InsertRule insert -> insert.rule().chain().table();
            case NftChange.DeleteRule delete -> delete.table();
        };
    }
}
