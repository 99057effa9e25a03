package naru.linux.nft;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A rule, built from {@link Nft}.
 *
 * @param comment shown by {@code nft list}, at most 128 bytes
 */
public record NftRule(NftChain chain, List<Statement> statements, @Nullable String comment) {
    public NftRule {
        statements = List.copyOf(statements);
    }

    public NftRule comment(String comment) {
        return new NftRule(chain, statements, comment);
    }
}
