package naru.cli.inventory;

import naru.linux.Kernel;
import naru.linux.nft.ChainHook;
import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.linux.nft.socket.NftSocket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Naru's nftables tables and their content. */
final class FirewallItems {
    private static final String PREFIX = "naru"; // of the names of Naru's tables

    private FirewallItems() {}

    /** Reads the calling thread's namespace. */
    static List<Item> read(Owners owners) {
        var items = new ArrayList<Item>();
        try (var nft = NftSocket.open(Kernel.DIRECT)) {
            for (NftTable table : nft.tables()) {
                if (table.name().startsWith(PREFIX)) {
                    read(nft, table, owners, items);
                }
            }
        }
        return items;
    }

    private static void read(NftSocket nft, NftTable table, Owners owners, List<Item> items) {
        items.add(Item.of(Kind.TABLE, table.toString(), "", Owner.NARU));
        var rules = countRules(nft.rules(table));
        for (NftChain chain : nft.chains(table)) {
            int count = rules.getOrDefault(chain.name(), 0);
            items.add(Item.of(Kind.CHAIN, chain.toString(), describe(chain, count), Owner.NARU));
        }
        for (NftSet set : nft.sets(table)) {
            items.add(Item.of(Kind.SET, set.toString(), describe(set), Owner.NARU));
            for (NftElement element : nft.elements(set)) {
                String name = set.toString();
                boolean ofHost = set.name().startsWith("relayed"); // with the host's own addresses
                Owner owner = ofHost ? Owner.NARU : owner(element, owners);
                items.add(Item.of(Kind.ELEMENT, name, element.toString(), owner));
            }
        }
    }

    private static Map<String, Integer> countRules(List<ListedRule> rules) {
        var counts = new HashMap<String, Integer>();
        for (ListedRule rule : rules) {
            counts.merge(rule.chain(), 1, Integer::sum);
        }
        return counts;
    }

    static String describe(NftChain chain, int rules) {
        String count = rules == 1 ? "1 rule" : rules + " rules";
        ChainHook hook = chain.hook();
        if (hook == null) {
            return count;
        }
        String type = hook.type().name().toLowerCase(Locale.ROOT);
        String point = hook.point().name().toLowerCase(Locale.ROOT);
        String policy = hook.acceptByDefault() ? "accept" : "drop";
        return "%s hook %s priority %d policy %s, %s"
                .formatted(type, point, hook.priority(), policy, count);
    }

    private static String describe(NftSet set) {
        String kind = set.isMap() ? "map" : "set";
        return set.intervals() ? kind + " with intervals" : kind;
    }

    /** The owner of the interface or container address in an element. */
    private static Owner owner(NftElement element, Owners owners) {
        var values = new ArrayList<>(element.data());
        values.addAll(element.key()); // for a set, its keys; for a map, the host's own addresses
        for (NftValue value : values) {
            if (value.type() == NftType.INTERFACE_NAME) {
                return owners.ofLink(value.toString());
            }
            if (isAddress(value.type()) && !value.isRange()) {
                return owners.ofAddress(value.toString());
            }
        }
        return Owner.NARU;
    }

    private static boolean isAddress(NftType type) {
        return type == NftType.IPV4_ADDRESS || type == NftType.IPV6_ADDRESS;
    }
}
