package naru.network.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkSettings;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.fake.FakeDriver;
import naru.network.fake.FakeKernel;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;
import naru.network.option.NameOptions;
import naru.network.option.VirtualAliases;
import naru.network.pool.AddressSpace;
import naru.network.settings.DefaultBridge;
import naru.network.settings.FirewallSettings;
import naru.network.settings.NetworkSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class NetworkPlannerTest {
    private static final Path NOWHERE = Path.of("/nonexistent");
    private static final String IPV6 = "com.docker.network.enable_ipv6";

    private final FakeKernel kernel = new FakeKernel();
    private final FakeDriver bridge = new FakeDriver("bridge");
    private final FakeDriver macvlan = new FakeDriver("macvlan");
    private final NetworkTable table = new NetworkTable();
    private final AddressSpace space = new AddressSpace(List.of(), new Random(1));
    private final Map<String, Map<String, String>> defaults = new HashMap<>();

    private NetworkPlanner planner() {
        var settings =
                new NetworkSettings(
                        NOWHERE,
                        NOWHERE,
                        List.of(),
                        DefaultBridge.STANDARD,
                        true,
                        FirewallSettings.STANDARD,
                        null,
                        defaults);
        return new NetworkPlanner(
                settings,
                Map.of("bridge", bridge, "macvlan", macvlan, "null", new FakeDriver("null")),
                table,
                space,
                new HostSubnets(kernel.boot(), NOWHERE),
                kernel.clock());
    }

    private NetworkEntry plan(NetworkSpec spec) {
        return planner().plan(spec, id('a'));
    }

    /** Plans a network that exists from then on. */
    private NetworkEntry add(NetworkSpec spec, char letter) {
        var entry = planner().plan(spec, id(letter));
        entry.network().ipam().pools().forEach(pool -> space.claim(pool, entry.id()));
        table.put(entry);
        return entry;
    }

    private static NetworkId id(char letter) {
        return new NetworkId(String.valueOf(letter).repeat(64));
    }

    private static NetworkSpec spec(String... subnets) {
        var pools = List.of(subnets).stream().map(PoolSpec::ofSubnet).toList();
        return NetworkSpec.bridge("front", new IpamSpec("default", Map.of(), pools));
    }

    private static NetworkSpec dhcp(String... subnets) {
        var pools = List.of(subnets).stream().map(PoolSpec::ofSubnet).toList();
        return NetworkSpec.bridge("front", new IpamSpec("dhcp", Map.of(), pools))
                .withDriver("macvlan");
    }

    private static NetworkSpec template(NetworkSpec spec) {
        return new NetworkSpec(
                "template",
                spec.driver(),
                spec.enableIpv4(),
                spec.enableIpv6(),
                spec.ipam(),
                false,
                false,
                false,
                true,
                null,
                spec.options(),
                spec.labels());
    }

    private static NetworkSpec families(Boolean ipv4, Boolean ipv6) {
        var plain = spec();
        return new NetworkSpec(
                "front",
                "bridge",
                ipv4,
                ipv6,
                plain.ipam(),
                false,
                false,
                false,
                false,
                null,
                Map.of(),
                Map.of());
    }

    // ---- Requests

    @Test
    void rejectsNamesThatUsersMayNotGive() {
        assertThatThrownBy(() -> planner().checkSpec(NetworkSpec.bridge(" ")))
                .isInstanceOf(NaruException.Invalid.class);
        for (var name : List.of("bridge", "host", "none", "default")) {
            assertThatThrownBy(() -> planner().checkSpec(NetworkSpec.bridge(name)))
                    .isInstanceOf(NaruException.Forbidden.class)
                    .hasMessageContaining("predefined " + name);
        }
        planner().checkSpec(spec());
        assertThat(bridge.calls).containsExactly("request front");
    }

    @Test
    void rejectsUnknownDriversExceptInTemplates() {
        var unknown = spec().withDriver("weave");
        assertThatThrownBy(() -> planner().checkSpec(unknown))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessageContaining("plugin weave");
        assertThatThrownBy(() -> plan(unknown)).isInstanceOf(NaruException.NotFound.class);

        planner().checkSpec(template(unknown));
    }

    @Test
    void asksTheDriverBeforeTheIpamDriver() {
        bridge.failure =
                call -> {
                    throw new NaruException.Forbidden(call);
                };
        var spec = NetworkSpec.bridge("front", new IpamSpec("other", Map.of(), List.of()));
        assertThatThrownBy(() -> planner().checkSpec(spec)).hasMessage("request front");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "default"})
    void acceptsTheDefaultIpamDriver(String driver) {
        planner().checkSpec(NetworkSpec.bridge("n", new IpamSpec(driver, Map.of(), List.of())));
    }

    @Test
    void rejectsOtherIpamDrivers() {
        var spec = NetworkSpec.bridge("front", new IpamSpec("other", Map.of(), List.of()));
        assertThatThrownBy(() -> planner().checkSpec(spec))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("invalid ipam driver: \"other\"");
    }

    @Test
    void acceptsDhcpWithoutIpv4SubnetOnly() {
        planner().checkSpec(dhcp());
        planner().checkSpec(dhcp("fd00::/64"));
        for (var spec : List.of(dhcp("10.0.0.0/24"), dhcp().withDriver("bridge"))) {
            assertThatThrownBy(() -> planner().checkSpec(spec))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageContaining("ipam driver dhcp");
        }
    }

    // ---- Names and families

    @Test
    void rejectsNamesOfOtherNetworks() {
        add(spec(), 'a');

        assertThat(plan(spec("10.1.0.0/24")).id()).as("the same network").isEqualTo(id('a'));
        assertThatThrownBy(() -> planner().plan(spec("10.1.0.0/24"), id('b')))
                .isInstanceOf(NaruException.Conflict.class)
                .hasMessage("network with name front already exists");
    }

    @Test
    void hasIpv4UnlessSpecifiedOtherwise() {
        assertThat(plan(families(null, null)).network().enableIpv4()).isTrue();
        assertThat(plan(families(null, null)).network().enableIpv6()).isFalse();
        assertThat(plan(families(false, true)).network().enableIpv4()).isFalse();
        assertThatThrownBy(() -> plan(families(false, null)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("IPv4 or IPv6 must be enabled");
    }

    @Test
    void usesOptionsForUnspecifiedFamilies() {
        defaults.put("bridge", Map.of(IPV6, "true"));

        assertThat(plan(families(null, null)).network().enableIpv6()).isTrue();
        assertThat(plan(families(null, false)).network().enableIpv6()).isFalse();
        assertThat(plan(spec().withOptions(Map.of(IPV6, "0"))).network().enableIpv6()).isFalse();
    }

    @Test
    void addsDefaultOptionsOfTheDriver() {
        defaults.put("bridge", Map.of("a", "default", "b", "default"));
        defaults.put("macvlan", Map.of("c", "default"));

        var own = spec().withOptions(Map.of("b", "own"));
        assertThat(plan(own).network().options()).isEqualTo(Map.of("a", "default", "b", "own"));
        assertThat(plan(NetworkSpec.bridge("bridge")).network().options())
                .as("those of a predefined network are its own")
                .isEmpty();
        assertThat(plan(template(own)).network().options()).isEqualTo(Map.of("b", "own"));
    }

    // ---- Pools

    @Test
    void choosesPoolsAndGateways() {
        var pools = plan(families(null, true)).network().ipam().pools();

        assertThat(pools).extracting(pool -> pool.subnet().toString()).contains("172.17.0.0/16");
        assertThat(pools).hasSize(2);
        assertThat(pools.getFirst().gateway()).isEqualTo(ofLiteral("172.17.0.1"));
    }

    @Test
    void hasNoPoolsWithoutAddresses() {
        bridge.hasAddresses = false;
        assertThat(plan(spec("10.0.0.0/24")).network().ipam().pools()).isEmpty();
        assertThat(plan(spec("10.0.0.0/24")).network().ipam().unusedPools()).isEmpty();
    }

    @Test
    void leavesIpv4ToDhcpServers() {
        var ipam = plan(dhcp()).network().ipam();

        assertThat(ipam.driver()).isEqualTo("dhcp");
        assertThat(ipam.pools()).isEmpty();
        assertThat(plan(dhcp("fd00::/64").withIpv6(true)).network().ipam().pools())
                .extracting(PoolConfig::subnet)
                .hasToString("[fd00::/64]");
    }

    @Test
    void keepsPoolsOfDisabledFamiliesUnused() {
        var ipam = plan(spec("10.0.0.0/24", "fd00::/64")).network().ipam();

        assertThat(ipam.pools()).extracting(PoolConfig::subnet).hasToString("[10.0.0.0/24]");
        assertThat(ipam.unusedPools()).extracting(PoolConfig::subnet).hasToString("[fd00::/64]");
    }

    @Test
    void assumesRoutersOfNetworksWithAWayOut() {
        bridge.hasGateway = false;
        bridge.router = Optional.of(ofLiteral("10.0.0.254"));

        assertThat(gateway(spec("10.0.0.0/24"))).isEqualTo(ofLiteral("10.0.0.254"));
        assertThat(gateway(spec("10.0.0.0/24").withInternal(true))).isNull();
        bridge.router = Optional.empty();
        assertThat(gateway(spec("10.0.0.0/24"))).isNull();
    }

    @Test
    void keepsNamedGateways() {
        bridge.hasGateway = false;
        bridge.router = Optional.of(ofLiteral("10.0.0.254"));
        var pool = new PoolSpec("10.0.0.0/24", null, "10.0.0.7", Map.of());
        var named = NetworkSpec.bridge("front", new IpamSpec("", Map.of(), List.of(pool)));

        assertThat(gateway(named)).isEqualTo(ofLiteral("10.0.0.7"));
    }

    private InetAddress gateway(NetworkSpec spec) {
        return plan(spec).network().ipam().pools().getFirst().gateway();
    }

    // ---- The host and other networks

    private void useOnHost(String link, String address) {
        kernel.root().apply(new LinkChange.AddPlain(link, "dummy", LinkSettings.NONE.setUp()));
        int index = kernel.root().link(link).orElseThrow().index();
        kernel.root()
                .apply(new AddressChange.Add(InterfaceAddress.of(index, ofLiteral(address), 24)));
    }

    @Test
    void rejectsSubnetsThatHideTheHosts() {
        useOnHost("eth9", "10.0.5.1");

        assertThatThrownBy(() -> plan(spec("10.0.0.0/16")))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageContaining("10.0.0.0/16 and route 10.0.5.0/24 of interface eth9");
        plan(spec("10.0.5.128/25")); // the wider route stays usable otherwise
        bridge.traits = traits -> owning(traits, "eth9", true);
        plan(spec("10.0.0.0/16")); // its own link
    }

    @Test
    void acceptsSubnetsOfLansAndTemplates() {
        useOnHost("eth9", "10.0.5.1");
        bridge.traits = traits -> owning(traits, "", false);

        plan(spec("10.0.5.0/24"));
        bridge.traits = traits -> traits;
        assertThatThrownBy(() -> plan(spec("10.0.5.0/24")))
                .isInstanceOf(NaruException.Forbidden.class);
    }

    private static NetworkTraits owning(NetworkTraits traits, String exclusive, boolean subnets) {
        return new NetworkTraits(
                traits.interfaces(),
                Publishing.BY_HOST,
                traits.capacity(),
                exclusive,
                subnets,
                Optional.empty());
    }

    @Test
    void rejectsTheBridgeOfAnotherNetwork() {
        bridge.traits = traits -> owning(traits, "br-mine", true);
        add(NetworkSpec.bridge("other"), 'b');

        assertThatThrownBy(() -> plan(spec()))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageContaining("networks have same bridge name");
        assertThat(planner().plan(NetworkSpec.bridge("other"), id('b'))).isNotNull();
    }

    @Test
    void rejectsOverlapUnlessBothAreOnLans() {
        table.put(planner().plan(named("other", "10.0.0.0/16"), id('b'))); // claims no pool

        assertThatThrownBy(() -> plan(spec("10.0.3.0/24")))
                .hasMessageContaining("networks have overlapping IPv4");
        plan(spec("10.1.0.0/16"));
        bridge.traits = traits -> owning(traits, "", false);
        assertThatThrownBy(() -> plan(spec("10.0.3.0/24"))).hasMessageContaining("overlapping");
        table.put(planner().plan(named("lan", "10.7.0.0/16"), id('c')));
        plan(spec("10.7.3.0/24"));
    }

    private static NetworkSpec named(String name, String subnet) {
        var ipam = new IpamSpec("default", Map.of(), List.of(PoolSpec.ofSubnet(subnet)));
        return NetworkSpec.bridge(name, ipam);
    }

    @Test
    void looksAtOtherNetworksBeforeTheHost() {
        add(NetworkSpec.bridge("other"), 'b');
        bridge.calls.clear();

        plan(spec());
        assertThat(bridge.calls).containsExactly("plan front", "beside other", "new front");
    }

    @Test
    void checksRequirementsOfRealNetworksOnly() {
        plan(spec());
        assertThat(bridge.calls).containsExactly("plan front", "new front");

        bridge.failure =
                call -> {
                    if (call.startsWith("new")) {
                        throw new NaruException.HostFailure("lacks a module");
                    }
                };
        assertThatThrownBy(() -> plan(spec())).hasMessage("lacks a module");
    }

    // ---- Options of names

    @Test
    void readsNamesOnce() {
        var options = Map.of(NameOptions.TTL, "60", VirtualAliases.NAMES, "web");
        bridge.traits =
                traits ->
                        new NetworkTraits(
                                traits.interfaces(),
                                Publishing.BY_HOST,
                                1,
                                "br-front",
                                true,
                                Optional.of("br-front"));
        var entry = plan(spec().withOptions(options));

        assertThat(entry.names().ttl()).isEqualTo(60);
        assertThat(entry.virtual().names()).containsExactly("web");
        assertThat(planner().restore(entry.network()).virtual()).isEqualTo(entry.virtual());
    }

    @Test
    void rejectsVirtualAliasesWithoutLink() {
        var spec = spec().withOptions(Map.of(VirtualAliases.NAMES, "web"));
        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("network front has no virtual addresses");
    }

    @Test
    void rejectsInvalidNameOptions() {
        assertThatThrownBy(() -> plan(spec().withOptions(Map.of(NameOptions.TTL, "soon"))))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("invalid naru.dns.ttl value: soon");
    }

    // ---- The journal

    @Test
    void restoresInvalidNamesAsDefaults() {
        var network = with(plan(spec()).network(), "bridge", Map.of(NameOptions.TTL, "soon"));

        var entry = planner().restore(network);
        assertThat(entry.names()).isEqualTo(NameOptions.USUAL);
        assertThat(entry.planned()).isNotInstanceOf(BrokenNetwork.class);
    }

    @Test
    void restoresUnusableNetworksAsBroken() {
        var network = plan(spec()).network();

        assertThat(planner().restore(with(network, "weave", Map.of())).planned())
                .isInstanceOf(BrokenNetwork.class);
        bridge.failure =
                call -> {
                    throw new NaruException.Invalid(call);
                };
        assertThat(planner().restore(network).planned()).isInstanceOf(BrokenNetwork.class);
    }

    private static Network with(Network network, String driver, Map<String, String> options) {
        return new Network(
                network.id(),
                network.name(),
                network.created(),
                driver,
                "local",
                true,
                false,
                network.ipam(),
                false,
                false,
                false,
                false,
                null,
                options,
                Map.of());
    }
}
