package naru.network.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.PassiveNetwork;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamConfig;
import naru.network.model.LastLease;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.shared.NoSharedNetworks;
import naru.network.undo.Rollback;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class EndpointPlannerTest {
    private final NetworkEntry entry = NetworkEntry.of(new RoomForTwo(network()));
    private final EndpointPlanner planner =
            new EndpointPlanner(
                    new Ids(new Random(1)),
                    Object::toString,
                    this::last,
                    new NoSharedNetworks("no other hosts"));
    private @Nullable LastLease last;

    @Test
    void refusesWhatABridgeHasNoRoomForAndTakesNothing() {
        plan("a");
        var second = plan("b");
        try (var rollback = new Rollback()) {
            assertThatThrownBy(() -> plan("c", rollback))
                    .isInstanceOf(NaruException.HostFailure.class)
                    .hasMessage("network net is full: it has room for 2 endpoints (exchange full)");
        }

        assertThat(entry.pools().getFirst().leases()).isEqualTo(2);
        planner.release(second, entry);
        assertThat(plan("d").ipv4()).isNotNull();
    }

    @Test
    void givesAContainerWhatItHadLast() {
        var first = plan("a");
        planner.release(first, entry);
        last = LastLease.of(first, null);

        assertThat(plan("a").ipv4()).isEqualTo(first.ipv4());
        var other = plan("b"); // the address is taken now
        assertThat(other.ipv4()).isNotNull().isNotEqualTo(first.ipv4());
        assertThat(other.macAddress()).isEqualTo(first.macAddress());
    }

    @Test
    void givesNoAddressBackThatTheRangeDoesNotHave() {
        var id = entry.id();
        last = new LastLease(id, InetAddress.ofLiteral("10.89.0.9"), null, null);

        assertThat(plan("a").ipv4()).hasToString("10.88.0.1/24");
    }

    private Optional<LastLease> last(String containerId, NetworkId network) {
        return Optional.ofNullable(last);
    }

    private Endpoint plan(String letter) {
        try (var rollback = new Rollback()) {
            var endpoint = plan(letter, rollback);
            rollback.commit();
            return endpoint;
        }
    }

    private Endpoint plan(String letter, Rollback rollback) {
        var container = EndpointPlanner.Container.of(letter.repeat(64), letter, letter, List.of());
        return planner.plan(entry, EndpointSpec.of("net"), container, rollback);
    }

    private static Network network() {
        var pool = new PoolConfig(Prefix.parse("10.88.0.0/24"), null, null, Map.of());
        return new Network(
                new NetworkId("f".repeat(64)),
                "net",
                Instant.EPOCH,
                "bridge",
                "local",
                true,
                false,
                IpamConfig.of("default", Map.of(), List.of(pool)),
                false,
                false,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    private record RoomForTwo(Network network) implements PassiveNetwork {
        @Override
        public NetworkTraits traits() {
            return new NetworkTraits(
                    Optional.of(new Interfaces("eth", true, true)),
                    Publishing.BY_HOST,
                    2,
                    "",
                    true,
                    Optional.empty());
        }
    }
}
