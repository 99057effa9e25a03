package naru.linux.nft;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * A rule, built from {@link Nft}.
 *
 * @param comment shown by {@code nft list}, at most 128 bytes
 */
public record NftRule(NftChain chain, List<Statement> statements, @Nullable String comment) {
    public NftRule {
        statements = List.copyOf(statements);
    }

    /** Whether a rule in the kernel has the same comment and the same types of expressions. */
    public boolean looksLike(ListedRule listed) {
        return Objects.equals(comment, listed.comment())
                && expressions().equals(listed.expressions());
    }

    /** The names of its expressions, in order, as {@link ListedRule} has them. */
    public List<String> expressions() {
        return RuleCodec.expressions(this);
    }

    public NftRule comment(String comment) {
        return new NftRule(chain, statements, comment);
    }
}
