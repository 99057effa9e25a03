package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/**
 * A rule in the kernel.
 *
 * @param handle identifies the rule within its chain
 * @param expressions the names of its expressions, in order, such as {@code meta, lookup, masq}
 */
public record ListedRule(
        NftTable table,
        String chain,
        long handle,
        java.util.List<String> expressions,
        @Nullable String comment) {
    public ListedRule {
        expressions = java.util.List.copyOf(expressions);
    }
}
