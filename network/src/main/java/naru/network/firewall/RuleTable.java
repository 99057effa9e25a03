package naru.network.firewall;

import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/**
 * A table of Naru: constant rules, and sets and maps with variable elements.
 *
 * @param user a chain that is created once and never inspected; null for none
 * @param rules the rules of one of {@code chains}, in order
 */
record RuleTable(
        NftTable table,
        List<NftSet> sets,
        @Nullable NftChain user,
        List<NftChain> chains,
        Function<NftChain, List<NftRule>> rules) {
    RuleTable {
        sets = List.copyOf(sets);
        chains = List.copyOf(chains);
    }
}
