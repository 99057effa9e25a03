package naru.network.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.driver.PassiveNetwork;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamConfig;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.shared.Existing;
import naru.network.shared.SharedNetworks;
import naru.network.undo.Rollback;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

class SharedAttemptsTest {
    private final Store store = new Store();
    private final NetworkEntry entry = NetworkEntry.of(new Plain(network(true)));
    private final EndpointPlanner planner =
            new EndpointPlanner(
                    new Ids(new Random(1)), Object::toString, (_, _) -> Optional.empty(), store);

    /** Grants addresses unless another host has them. */
    private static final class Store implements SharedNetworks {
        final Map<String, Boolean> elsewhere = new HashMap<>(); // whether at rest
        final List<String> released = new ArrayList<>();
        boolean away;

        @Override
        public Network create(Function<Existing, Network> define) {
            throw new AssertionError();
        }

        @Override
        public void delete(Network network) {}

        @Override
        public Optional<Loss> claim(Endpoint endpoint, Owner owner, Set<InetAddress> insisted) {
            if (away) {
                throw new NaruException.Exhausted("away");
            }
            for (var prefix : endpoint.addresses()) {
                var address = prefix.address();
                var resting = elsewhere.get(address.getHostAddress());
                if (resting != null && !(resting && insisted.contains(address))) {
                    return Optional.of(new Loss(address, "container db on host h2", resting));
                }
            }
            return Optional.empty();
        }

        @Override
        public void release(Endpoint endpoint) {
            released.add(String.valueOf(endpoint.ipv4()));
        }

        @Override
        public List<Peer> peers(NetworkId network) {
            return List.of();
        }

        @Override
        public int firstOffset() {
            return 0;
        }
    }

    @Test
    void takesTheNextAfterALoss() {
        store.elsewhere.put("10.88.0.2", false);
        store.elsewhere.put("10.88.0.3", false);

        assertThat(plan(EndpointSpec.of("net"))).isEqualTo("10.88.0.4/29");
        assertThat(entry.pools().getFirst().leases()).as("lost ones are free").isOne();
        store.elsewhere.clear();
        assertThat(plan(EndpointSpec.of("net"))).isEqualTo("10.88.0.5/29");
    }

    @Test
    void namesTheHolderOfAStaticAddress() {
        store.elsewhere.put("10.88.0.4", false);
        var spec = EndpointSpec.of("net").withIpv4(InetAddress.ofLiteral("10.88.0.4"));

        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessage("Address already in use: 10.88.0.4 is held by container db on host h2");
        assertThat(entry.pools().getFirst().leases()).isZero();
    }

    @Test
    void takesStaticAddressesFromTheirRest() {
        store.elsewhere.put("10.88.0.4", true);
        var spec = EndpointSpec.of("net").withIpv4(InetAddress.ofLiteral("10.88.0.4"));

        assertThat(plan(spec)).isEqualTo("10.88.0.4/29");
    }

    @Test
    void takesRestingAddressesLast() {
        store.elsewhere.put("10.88.0.2", true);
        for (var last : List.of("3", "4", "5", "6", "2")) {
            assertThat(plan(EndpointSpec.of("net"))).isEqualTo("10.88.0." + last + "/29");
        }
        assertThatThrownBy(() -> plan(EndpointSpec.of("net")))
                .hasMessageContaining("no available IPv4 addresses");
        assertThat(entry.pools().getFirst().leases()).isEqualTo(5);
    }

    @Test
    void failsWhenOtherHostsHaveEverything() {
        for (int i = 2; i < 7; i++) {
            store.elsewhere.put("10.88.0." + i, false);
        }
        assertThatThrownBy(() -> plan(EndpointSpec.of("net")))
                .hasMessageContaining("no available IPv4 addresses");
        assertThat(entry.pools().getFirst().leases()).isZero();
    }

    @Test
    void takesNothingWithoutTheStore() {
        store.away = true;
        assertThatThrownBy(() -> plan(EndpointSpec.of("net")))
                .isInstanceOf(NaruException.Exhausted.class);
        assertThat(entry.pools().getFirst().leases()).isZero();
    }

    @Test
    void releasesClaimsOfFailedStarts() {
        try (var rollback = new Rollback()) {
            plan(EndpointSpec.of("net"), entry, rollback);
        }
        assertThat(store.released).containsExactly("10.88.0.2/29");
        assertThat(entry.pools().getFirst().leases()).isZero();
    }

    @Test
    void refusesNetworksThatAreNotAttachable() {
        var closed = NetworkEntry.of(new Plain(network(false)));
        try (var rollback = new Rollback()) {
            assertThatThrownBy(() -> plan(EndpointSpec.of("net"), closed, rollback))
                    .isInstanceOf(NaruException.Forbidden.class)
                    .hasMessage(
                            "Could not attach to network net: rpc error: code = PermissionDenied"
                                    + " desc = network net not manually attachable");
        }
    }

    private String plan(EndpointSpec spec) {
        try (var rollback = new Rollback()) {
            var endpoint = plan(spec, entry, rollback);
            rollback.commit();
            return String.valueOf(endpoint.ipv4());
        }
    }

    private Endpoint plan(EndpointSpec spec, NetworkEntry on, Rollback rollback) {
        var container = EndpointPlanner.Container.of("a".repeat(64), "web", "web", List.of());
        return planner.plan(on, spec, container, rollback);
    }

    private static Network network(boolean attachable) {
        var gateway = InetAddress.ofLiteral("10.88.0.1");
        var pool = new PoolConfig(Prefix.parse("10.88.0.0/29"), null, gateway, Map.of());
        return new Network(
                new NetworkId("0123456789abcdefghijklmno"),
                "net",
                Instant.EPOCH,
                "overlay",
                Network.SHARED,
                true,
                false,
                IpamConfig.of("default", Map.of(), List.of(pool)),
                false,
                attachable,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    private record Plain(Network network) implements PassiveNetwork {
        @Override
        public NetworkTraits traits() {
            return NetworkTraits.ofLan(new Interfaces("eth", true, true));
        }
    }
}
