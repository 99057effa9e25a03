package naru.network.firewall;

import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.socket.NftSocket;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A table of Naru: constant rules, and sets and maps with variable elements. */
final class RuleTable {
    private final NftTable table;
    private final List<NftSet> sets;
    private final @Nullable NftChain user;
    private final List<NftChain> chains;
    private final Map<NftChain, List<Known>> rules = new HashMap<>();

    /** A rule, and the expressions by which it is recognized in a listing. */
    private record Known(NftRule rule, List<String> expressions) {
        boolean looksLike(ListedRule listed) {
            return Objects.equals(rule.comment(), listed.comment())
                    && expressions.equals(listed.expressions());
        }
    }

    /**
     * @param user a chain that is created once and never inspected; null for none
     * @param rules the rules of one of {@code chains}, in order
     */
    RuleTable(
            NftTable table,
            List<NftSet> sets,
            @Nullable NftChain user,
            List<NftChain> chains,
            Function<NftChain, List<NftRule>> rules) {
        this.table = table;
        this.sets = List.copyOf(sets);
        this.user = user;
        this.chains = List.copyOf(chains);
        for (var chain : chains) {
            var known =
                    rules.apply(chain).stream().map(r -> new Known(r, NftSocket.expressions(r)));
            this.rules.put(chain, known.toList());
        }
    }

    NftTable table() {
        return table;
    }

    List<NftSet> sets() {
        return sets;
    }

    @Nullable NftChain user() {
        return user;
    }

    List<NftChain> chains() {
        return chains;
    }

    /** The rules of one of {@link #chains}, in order. */
    List<NftRule> rules(NftChain chain) {
        return known(chain).stream().map(Known::rule).toList();
    }

    private List<Known> known(NftChain chain) {
        return Objects.requireNonNull(rules.get(chain));
    }

    /** Whether a chain has these rules, and no others. */
    boolean isWhole(NftChain chain, List<ListedRule> found) {
        var known = known(chain);
        if (known.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < known.size(); i++) {
            if (!known.get(i).looksLike(found.get(i))) {
                return false;
            }
        }
        return true;
    }
}
