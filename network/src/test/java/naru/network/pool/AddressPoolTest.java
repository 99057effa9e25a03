package naru.network.pool;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.address.Prefix;
import naru.network.model.EndpointId;
import naru.network.model.PoolConfig;
import naru.network.model.PoolUsage;
import naru.network.pool.Allocation.Full;
import naru.network.pool.Allocation.Granted;
import naru.network.pool.Allocation.Taken;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class AddressPoolTest {
    private static final Holder WEB = new Holder.Endpoint(new EndpointId("a".repeat(64)));
    private static final Holder DB = new Holder.Endpoint(new EndpointId("b".repeat(64)));

    @Test
    void startsBehindTheGatewayAndWalksUpward() {
        var pool = pool("10.88.0.0/29");

        assertThat(next(pool, 5))
                .containsExactly("10.88.0.2", "10.88.0.3", "10.88.0.4", "10.88.0.5", "10.88.0.6");
        assertThat(pool.allocate(WEB)).isEqualTo(new Full(Prefix.parse("10.88.0.0/29")));
    }

    @Test
    void usesAReleasedAddressLastAndWraps() {
        var pool = pool("10.88.0.0/29");
        assertThat(next(pool, 2)).containsExactly("10.88.0.2", "10.88.0.3");
        pool.release(ofLiteral("10.88.0.2"), WEB);

        assertThat(next(pool, 4))
                .containsExactly("10.88.0.4", "10.88.0.5", "10.88.0.6", "10.88.0.2");
        assertThat(pool.allocate(WEB)).isInstanceOf(Full.class);
    }

    @Test
    void grantsAnUnusedAddressAgain() {
        var pool = pool("10.88.0.0/29");
        next(pool, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(pool.allocate(DB)).isEqualTo(new Granted(ofLiteral("10.88.0.3")));
            pool.undo(ofLiteral("10.88.0.3"), DB);
        }
        pool.undo(ofLiteral("10.88.0.2"), DB); // held by another
        assertThat(next(pool, 1)).containsExactly("10.88.0.3");
        pool.undo(ofLiteral("10.88.0.2"), WEB);
        assertThat(next(pool, 1)).as("no longer the last one").containsExactly("10.88.0.4");
    }

    @Test
    void namesTheHolderOfAnAddressThatIsTaken() {
        var pool = pool("10.88.0.0/29");
        pool.allocate(ofLiteral("10.88.0.4"), WEB);

        assertThat(pool.allocate(ofLiteral("10.88.0.4"), DB))
                .isEqualTo(new Taken(ofLiteral("10.88.0.4"), WEB));
        assertThat(pool.allocate(ofLiteral("10.88.0.1"), DB))
                .isEqualTo(new Taken(ofLiteral("10.88.0.1"), new Holder.Gateway()));
        assertThat(pool.allocate(ofLiteral("10.88.0.0"), DB))
                .isEqualTo(new Taken(ofLiteral("10.88.0.0"), new Holder.Reserved()));
    }

    @Test
    void skipsAddressesOfOtherHosts() {
        var pool = pool("10.88.0.0/29");
        var far = new Holder.Elsewhere("container db on host h2");
        pool.occupy(ofLiteral("10.88.0.2"), far);
        pool.occupy(ofLiteral("10.88.0.2"), far);
        var available = pool.usage().available();

        assertThat(next(pool, 1)).containsExactly("10.88.0.3");
        assertThat(pool.offers(ofLiteral("10.88.0.2"))).isFalse();
        assertThat(pool.allocate(ofLiteral("10.88.0.2"), DB))
                .as("by name")
                .isInstanceOf(Granted.class);
        pool.release(ofLiteral("10.88.0.2"), DB);
        pool.vacate(ofLiteral("10.88.0.2"));
        pool.vacate(ofLiteral("10.88.0.2"));
        assertThat(pool.usage().available()).isEqualTo(available); // one more, one less
        assertThat(next(pool, 4))
                .containsExactly("10.88.0.4", "10.88.0.5", "10.88.0.6", "10.88.0.2");
        assertThat(pool.allocate(WEB)).isInstanceOf(Full.class);
    }

    @Test
    void countsAddressesHeldHereAndElsewhereOnce() {
        var pool = pool("10.88.0.0/29");
        var before = pool.usage();
        next(pool, 1);
        pool.occupy(ofLiteral("10.88.0.2"), new Holder.Elsewhere("container db on host h2"));
        assertThat(pool.usage().inUse()).isEqualTo(before.inUse().add(BigInteger.ONE));
        pool.release(ofLiteral("10.88.0.2"), WEB);
        assertThat(pool.usage().available()).isEqualTo(before.available().subtract(BigInteger.ONE));
        pool.vacate(ofLiteral("10.88.0.2"));
        assertThat(pool.usage()).isEqualTo(before);
    }

    @Test
    void beginsTheWalkAtAnOffset() {
        var pool = pool("10.88.0.0/29");
        pool.begin(-3); // modulo 8
        assertThat(next(pool, 3)).containsExactly("10.88.0.5", "10.88.0.6", "10.88.0.2");

        pool.resume(ofLiteral("10.88.0.3"));
        pool.begin(0);
        assertThat(next(pool, 1)).as("a known position").containsExactly("10.88.0.3");
    }

    @Test
    void grantsStaticAddressesOutsideTheRange() {
        var pool =
                new AddressPool(
                        new PoolConfig(
                                Prefix.parse("10.88.0.0/16"),
                                Prefix.parse("10.88.5.0/30"),
                                ofLiteral("10.88.0.1"),
                                Map.of("router", ofLiteral("10.88.5.1"))));

        assertThat(next(pool, 3)).containsExactly("10.88.5.0", "10.88.5.2", "10.88.5.3");
        assertThat(pool.allocate(WEB)).isInstanceOf(Full.class);
        assertThat(pool.allocate(ofLiteral("10.88.9.9"), WEB))
                .isEqualTo(new Granted(ofLiteral("10.88.9.9")));
        assertThat(pool.allocate(ofLiteral("10.88.5.1"), WEB))
                .isEqualTo(new Taken(ofLiteral("10.88.5.1"), new Holder.Auxiliary("router")));
    }

    @Test
    void passesOverWhatContainersHadLast() {
        var pool = pool("10.88.0.0/29");
        pool.remember(ofLiteral("10.88.0.3"), "c1");
        pool.remember(ofLiteral("10.88.0.2"), "c2");

        assertThat(next(pool, 3)).containsExactly("10.88.0.4", "10.88.0.5", "10.88.0.6");
        assertThat(pool.offers(ofLiteral("10.88.0.3"))).isTrue();
        assertThat(next(pool, 1)).as("out of use for longest").containsExactly("10.88.0.3");
        assertThat(pool.offers(ofLiteral("10.88.0.3"))).isFalse();
        assertThat(pool.allocate(ofLiteral("10.88.0.2"), DB))
                .as("by name")
                .isInstanceOf(Granted.class);
    }

    @Test
    void passesOverWhatAContainerNamesUntilItIsGone() {
        var pool = pool("10.88.0.0/29");
        pool.remember(ofLiteral("10.88.0.2"), "c1");
        assertThat(next(pool, 1)).containsExactly("10.88.0.3");

        pool.remember(ofLiteral("10.88.0.5"), "c1"); // in place of the other one
        pool.forget("c1");
        assertThat(next(pool, 4))
                .containsExactly("10.88.0.4", "10.88.0.5", "10.88.0.6", "10.88.0.2");
    }

    @Test
    void countsTheUseThatHasJustEnded() {
        var pool = pool("10.88.0.0/29");
        pool.remember(ofLiteral("10.88.0.2"), "c1");
        pool.remember(ofLiteral("10.88.0.3"), "c2");
        pool.allocate(ofLiteral("10.88.0.2"), WEB);
        pool.release(ofLiteral("10.88.0.2"), WEB);
        next(pool, 3);

        assertThat(next(pool, 1)).containsExactly("10.88.0.3");
    }

    @Test
    void goesOnWhereAnEarlierProcessStopped() {
        var pool = pool("10.88.0.0/24");
        pool.resume(ofLiteral("10.88.0.5"));
        pool.restore(ofLiteral("10.88.0.200"), WEB);

        assertThat(next(pool, 1)).containsExactly("10.88.0.5");
        assertThat(pool.position()).isEqualTo(ofLiteral("10.88.0.6"));
    }

    @Test
    void ignoresAReleaseByAnotherHolder() {
        var pool = pool("10.88.0.0/29");
        pool.allocate(ofLiteral("10.88.0.2"), WEB);
        pool.release(ofLiteral("10.88.0.2"), DB);

        assertThat(pool.allocate(ofLiteral("10.88.0.2"), DB)).isInstanceOf(Taken.class);
    }

    @Test
    void walksOnBehindLeasesFromBeforeARestart() {
        var pool = pool("10.88.0.0/24");
        pool.restore(ofLiteral("10.88.0.9"), WEB);
        pool.restore(ofLiteral("10.88.0.5"), DB);

        assertThat(next(pool, 1)).containsExactly("10.88.0.10");
    }

    @Test
    void usesBothAddressesOfAPointToPointSubnet() {
        var pool =
                new AddressPool(new PoolConfig(Prefix.parse("10.88.0.0/31"), null, null, Map.of()));

        assertThat(next(pool, 2)).containsExactly("10.88.0.0", "10.88.0.1");
    }

    @Test
    void servesHugeIpv6Subnets() {
        var pool =
                new AddressPool(
                        new PoolConfig(
                                Prefix.parse("fd00:1::/48"),
                                null,
                                ofLiteral("fd00:1::1"),
                                Map.of()));

        assertThat(next(pool, 2)).containsExactly("fd00:1:0:0:0:0:0:2", "fd00:1:0:0:0:0:0:3");
    }

    private static AddressPool pool(String subnet) {
        var prefix = Prefix.parse(subnet);
        return new AddressPool(
                new PoolConfig(prefix, null, prefix.addressAt(java.math.BigInteger.ONE), Map.of()));
    }

    private static List<String> next(AddressPool pool, int count) {
        var addresses = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            addresses.add(((Granted) pool.allocate(WEB)).address().getHostAddress());
        }
        return addresses;
    }

    @Test
    void countsWhatIsHeldAndWhatIsLeft() {
        var small =
                new AddressPool(
                        new PoolConfig(
                                Prefix.parse("10.88.0.0/24"),
                                Prefix.parse("10.88.0.64/28"),
                                ofLiteral("10.88.0.1"),
                                Map.of()));
        assertThat(small.usage())
                .isEqualTo(new PoolUsage(BigInteger.valueOf(3), BigInteger.valueOf(16)));
        var holder = new Holder.Endpoint(new EndpointId("e".repeat(64)));
        small.allocate(holder);
        small.allocate(ofLiteral("10.88.0.200"), holder);
        small.remember(ofLiteral("10.88.0.70"), "c");

        assertThat(small.leases()).isEqualTo(2);
        assertThat(small.usage())
                .isEqualTo(new PoolUsage(BigInteger.valueOf(5), BigInteger.valueOf(15)));
        small.release(ofLiteral("10.88.0.200"), holder);
        small.release(ofLiteral("10.88.0.200"), holder);
        assertThat(small.leases()).isEqualTo(1);
    }
}
