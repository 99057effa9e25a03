package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/**
 * A chain of rules.
 *
 * @param hook null for a regular chain, which is only reached by a jump
 * @param comment not given back by {@link Nftables#chains} when the kernel is older than 5.10
 */
public record NftChain(
        NftTable table, String name, @Nullable ChainHook hook, @Nullable String comment) {
    public static NftChain base(NftTable table, String name, ChainHook hook) {
        return new NftChain(table, name, hook, null);
    }

    public static NftChain regular(NftTable table, String name) {
        return new NftChain(table, name, null, null);
    }

    public NftChain comment(String comment) {
        return new NftChain(table, name, hook, comment);
    }

    @Override
    public String toString() {
        return table + " " + name;
    }
}
