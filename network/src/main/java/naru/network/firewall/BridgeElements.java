package naru.network.firewall;

import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.goTo;
import static naru.linux.nft.NftValue.link;

import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftValue;
import naru.network.driver.BridgeRules;
import naru.network.driver.BridgeRules.FamilyRules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts a bridge to elements of the {@link Sets}. For one use. */
final class BridgeElements {
    private final Map<NftSet, List<NftElement>> elements = new LinkedHashMap<>();
    private final BridgeRules rules;
    private final boolean directRouting;
    private final NftValue bridge;

    private BridgeElements(BridgeRules rules, boolean directRouting) {
        this.rules = rules;
        this.directRouting = directRouting;
        this.bridge = link(rules.bridge());
    }

    /** {@code directRouting} tells whether published ports are reachable directly in any case. */
    static Map<NftSet, List<NftElement>> of(BridgeRules rules, boolean directRouting) {
        var builder = new BridgeElements(rules, directRouting);
        builder.bridge();
        rules.families().forEach(builder::family);
        return builder.elements;
    }

    private void bridge() {
        add(Sets.BRIDGES, bridge);
        for (var subnet : rules.subnets()) {
            var addresses = NftValue.prefix(subnet.address(), subnet.length());
            add(subnet.family().choose(Sets.HAIRPIN4, Sets.HAIRPIN6), bridge, addresses);
        }
        put(Sets.ICC, Sets.ICC.element(bridge, bridge).to(rules.icc() ? accept() : drop()));
        add(rules.internal() ? Sets.INTERNAL : Sets.EXTERNAL, bridge);
        var entry = rules.internal() ? drop() : goTo(Ruleset.ENTRY);
        put(Sets.ENTRIES, Sets.ENTRIES.element(bridge).to(entry));
        rules.trusted().forEach(from -> add(Sets.TRUSTED, link(from), bridge));
    }

    private void family(FamilyRules family) {
        var number = NftValue.family(family.family());
        switch (family.mode()) {
            case NAT -> {
                if (directRouting) {
                    add(Sets.ROUTED, bridge, number);
                }
            }
            case NAT_UNPROTECTED -> add(Sets.UNPROTECTED, bridge, number);
            case ROUTED -> {
                add(Sets.ROUTED, bridge, number);
                add(Sets.PINGED, bridge, number);
            }
            case ISOLATED -> add(Sets.ISOLATED, bridge, number);
        }
        if (!rules.masquerade() || !family.mode().translates()) {
            return;
        }
        var source = family.source();
        if (source == null) {
            add(Sets.MASQUERADE, bridge, number);
        } else {
            var map = family.family().choose(Sets.SOURCE4, Sets.SOURCE6);
            put(map, map.element(bridge).to(NftValue.address(source)));
        }
    }

    private void add(NftSet set, NftValue... key) {
        put(set, set.element(key));
    }

    private void put(NftSet set, NftElement element) {
        elements.computeIfAbsent(set, _ -> new ArrayList<>()).add(element);
    }
}
