package naru.network.firewall;

import static naru.linux.nft.Nft.rule;

import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.Statement;

/** What all files of rules share: the user's chain, and rules with a comment. */
final class Chains {
    /** The user's own chain: evaluated first, created once, and never read or changed. */
    static final NftChain USER =
            NftChain.regular(Sets.TABLE, "user")
                    .comment("yours: evaluated first, left alone by naru");

    private Chains() {}

    static NftRule say(NftChain chain, String comment, Statement... statements) {
        return rule(chain, statements).comment(comment);
    }
}
