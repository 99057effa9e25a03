package naru.network.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class SlotsTest {
    private static final InetAddress A = InetAddress.ofLiteral("10.0.0.2");
    private static final InetAddress B = InetAddress.ofLiteral("10.0.0.3");
    private static final InetAddress C = InetAddress.ofLiteral("10.0.0.4");
    private static final InetAddress D = InetAddress.ofLiteral("fd00::5");

    @Test
    void areSharedByWeight() {
        var slots = Slots.of(Map.of(A, 1, B, 2, C, 3, D, 4));

        for (var share : Map.of(A, 0.1, B, 0.2, C, 0.3, D, 0.4).entrySet()) {
            assertThat((double) share(slots, share.getKey()))
                    .isCloseTo(share.getValue() * Slots.COUNT, within(1.5));
        }
    }

    @Test
    void areNotGivenToWhoHasNoWeight() {
        assertThat(Slots.of(Map.of(A, 0, B, 1))).containsOnly(B).hasSize(Slots.COUNT);
        assertThat(Slots.of(Map.of(A, 0))).isEmpty();
        assertThat(Slots.of(Map.of())).isEmpty();
    }

    @Test
    void areDeterministic() {
        var other = new HashMap<InetAddress, Integer>();
        for (var member : List.of(D, C, B, A)) {
            other.put(member, 2);
        }

        assertThat(Slots.of(other)).isEqualTo(Slots.of(Map.of(A, 2, B, 2, C, 2, D, 2)));
    }

    @Test
    void stayMostlyWithTheirMembersWhenOneGoes() {
        var before = Slots.of(Map.of(A, 1, B, 1, C, 1, D, 1));
        var after = Slots.of(Map.of(A, 1, B, 1, C, 1));

        int moved = 0;
        for (int i = 0; i < Slots.COUNT; i++) {
            if (!before.get(i).equals(D) && !before.get(i).equals(after.get(i))) {
                moved++;
            }
        }
        assertThat(moved).as("of 765 that need not").isLessThan(Slots.COUNT / 5);
    }

    @Test
    void areMixedSoThatAnyRunOfThemIsFair() {
        var slots = Slots.of(Map.of(A, 1, B, 1, C, 1, D, 1));

        for (int from = 0; from + 100 <= Slots.COUNT; from += 100) {
            var run = slots.subList(from, from + 100);
            for (var member : List.of(A, B, C, D)) {
                assertThat(share(run, member)).as("of 100 from " + from).isBetween(8, 45);
            }
        }
    }

    private static int share(List<InetAddress> slots, InetAddress member) {
        return Collections.frequency(slots, member);
    }
}
