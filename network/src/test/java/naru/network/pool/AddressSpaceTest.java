package naru.network.pool;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.address.Prefix;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.settings.DefaultPool;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

class AddressSpaceTest {
    private static final NetworkId FIRST = new NetworkId("1".repeat(64));
    private static final NetworkId SECOND = new NetworkId("2".repeat(64));
    private final AddressSpace space = new AddressSpace(List.of(), new Random(1));

    @Test
    void walksThroughDockersDefaultPoolsInOrder() {
        var all = new ArrayList<String>();
        for (var next = space.chooseIpv4(List.of());
                next.isPresent();
                next = space.chooseIpv4(List.of())) {
            all.add(next.get().toString());
            space.claim(pool(next.get().toString(), null), FIRST);
        }

        assertThat(all)
                .hasSize(31)
                .startsWith("172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16", "172.20.0.0/16")
                .endsWith("192.168.240.0/20")
                .containsSequence("172.31.0.0/16", "192.168.0.0/20");
    }

    @Test
    void stepsOverTheHostsOwnSubnets() {
        assertThat(space.chooseIpv4(List.of(Prefix.parse("172.17.5.1/24"))))
                .contains(Prefix.parse("172.18.0.0/16"));
    }

    @Test
    void namesTheNetworkThatIsInTheWay() {
        space.claim(pool("10.0.0.0/16", null), FIRST);

        assertThat(space.conflict(pool("10.0.5.0/24", null))).contains(FIRST);
        assertThat(space.conflict(pool("10.0.0.0/8", null))).contains(FIRST);
        assertThat(space.conflict(pool("10.1.0.0/16", null))).isEmpty();
        space.release(FIRST);
        assertThat(space.conflict(pool("10.0.5.0/24", null))).isEmpty();
    }

    @Test
    void letsTwoRangesOfOneSubnetLiveSideBySide() {
        space.claim(pool("10.0.0.0/16", "10.0.1.0/24"), FIRST);

        assertThat(space.conflict(pool("10.0.0.0/16", "10.0.2.0/24"))).isEmpty();
        assertThat(space.conflict(pool("10.0.0.0/16", "10.0.1.0/24"))).contains(FIRST);
        assertThat(space.conflict(pool("10.0.0.0/16", null))).contains(FIRST);
        assertThat(SECOND).isNotEqualTo(FIRST);
    }

    @Test
    void makesUniqueLocalSubnetsForIpv6() {
        var subnet = space.chooseIpv6(List.of()).orElseThrow();

        assertThat(subnet.length()).isEqualTo(64);
        assertThat(Prefix.parse("fd00::/8").contains(subnet)).isTrue();
        assertThat(subnet).isEqualTo(subnet.masked());
    }

    @Test
    void usesConfiguredPoolsOnly() {
        var small =
                new AddressSpace(
                        List.of(new DefaultPool(Prefix.parse("10.99.0.0/24"), 25)), new Random(1));
        small.claim(pool("10.99.0.0/25", null), FIRST);

        assertThat(small.chooseIpv4(List.of())).contains(Prefix.parse("10.99.0.128/25"));
        small.claim(pool("10.99.0.128/25", null), SECOND);
        assertThat(small.chooseIpv4(List.of())).isEmpty();
    }

    private static PoolConfig pool(String subnet, @Nullable String range) {
        return new PoolConfig(
                Prefix.parse(subnet), range == null ? null : Prefix.parse(range), null, Map.of());
    }

    @Test
    void stepsOverThousandsOfSubnetsAndWhatTheHostHas() {
        var space =
                new AddressSpace(
                        List.of(new DefaultPool(Prefix.parse("10.0.0.0/8"), 24)), new Random(1));
        for (int i = 0; i < 30_000; i++) {
            var subnet = Prefix.parse("10.%d.%d.0/24".formatted(i / 256, i % 256));
            space.claim(new PoolConfig(subnet, null, null, Map.of()), id(i));
        }
        var avoid = List.of(Prefix.parse("10.117.48.0/20"), Prefix.parse("10.117.60.7/32"));

        assertThat(space.chooseIpv4(List.of())).contains(Prefix.parse("10.117.48.0/24"));
        assertThat(space.chooseIpv4(avoid)).contains(Prefix.parse("10.117.64.0/24"));
        assertThat(space.chooseIpv4(List.of(Prefix.parse("10.0.0.0/8")))).isEmpty();
        space.release(id(77));
        assertThat(space.chooseIpv4(avoid)).contains(Prefix.parse("10.0.77.0/24"));
    }

    private static NetworkId id(int number) {
        return new NetworkId("%064x".formatted(number));
    }
}
