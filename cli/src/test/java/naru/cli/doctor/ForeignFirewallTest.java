package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftTable;

import org.junit.jupiter.api.Test;

class ForeignFirewallTest {
    private final NftTable others = NftTable.ip("filter");

    @Test
    void isForeignForwardChainThatDrops() {
        assertThat(ForeignFirewall.drops(chain(others, Point.FORWARD, false))).isTrue();
    }

    @Test
    void ignoresOtherChains() {
        assertThat(ForeignFirewall.drops(chain(others, Point.FORWARD, true))).isFalse();
        assertThat(ForeignFirewall.drops(chain(others, Point.INPUT, false))).isFalse();
        assertThat(ForeignFirewall.drops(chain(NftTable.inet("naru"), Point.FORWARD, false)))
                .isFalse();
        assertThat(ForeignFirewall.drops(NftChain.regular(others, "docker-user"))).isFalse();
    }

    private static NftChain chain(NftTable table, Point point, boolean accept) {
        return NftChain.base(
                table,
                "FORWARD",
                new ChainHook(ChainHook.Type.FILTER, point, ChainHook.FILTER, accept, null));
    }
}
