package naru.network.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;
import naru.network.model.PoolSpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class PoolCheckTest {
    @Test
    void acceptsAPoolWithEverything() {
        var pools = PoolCheck.check(List.of(spec("10.1.0.0/16", "10.1.2.0/24", "10.1.0.9")));

        assertThat(pools).hasSize(1);
        assertThat(pools.getFirst().subnet()).hasToString("10.1.0.0/16");
        assertThat(pools.getFirst().ipRange()).hasToString("10.1.2.0/24");
    }

    @Test
    void leavesAnEmptyPoolToNaru() {
        assertThat(PoolCheck.check(List.of(spec("", null, null)))).isEmpty();
    }

    @Test
    void reportsEveryFaultAtOnce() {
        var spec =
                new PoolSpec(
                        "10.1.0.5/16", "10.2.0.0/8", "11.0.0.1", Map.of("printer", "12.0.0.1"));

        refuses(
                spec,
                "invalid network config:\n"
                        + "invalid subnet 10.1.0.5/16: it should be 10.1.0.0/16\n"
                        + "invalid ip-range 10.2.0.0/8: CIDR block is bigger than its parent subnet"
                        + " 10.1.0.5/16\n"
                        + "invalid ip-range 10.2.0.0/8: it should be 10.0.0.0/8\n"
                        + "invalid gateway 11.0.0.1: parent subnet 10.1.0.5/16 doesn't contain this"
                        + " address\n"
                        + "invalid auxiliary address printer: parent subnet 10.1.0.5/16 doesn't"
                        + " contain this address");
    }

    @Test
    void refusesFamiliesThatDoNotMatch() {
        refuses(
                spec("10.1.0.0/16", "fd00::/64", "fd00::1"),
                "invalid network config:\n"
                        + "invalid ip-range fd00::/64: parent subnet is an IPv4 block\n"
                        + "invalid gateway fd00::1: parent subnet is an IPv4 block");
    }

    @Test
    void refusesWhatIsNoAddress() {
        refuses(
                spec("ten/16", null, null),
                "invalid network config:\ninvalid subnet ten/16: invalid CIDR block notation");
        refuses(
                spec("10.1.0.0/16", "10.3.0.0/24", "x"),
                "invalid network config:\n"
                        + "invalid ip-range 10.3.0.0/24: parent subnet 10.1.0.0/16 doesn't contain"
                        + " ip-range\n"
                        + "invalid gateway x: invalid address");
    }

    private static void refuses(PoolSpec spec, String message) {
        assertThatThrownBy(() -> PoolCheck.check(List.of(spec)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(message);
    }

    private static PoolSpec spec(String subnet, @Nullable String range, @Nullable String gateway) {
        return new PoolSpec(subnet, range, gateway, Map.of());
    }
}
