package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.address.Family;
import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.settings.DefaultBridge;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the less usual options of a bridge network do. */
class BridgeOptionsLiveTest {
    private static final String OPTION = "com.docker.network.";

    private final Lab lab = new Lab();
    private Networks networks;
    private Path peer;

    @BeforeEach
    void start() {
        networks = lab.start();
        peer = lab.neighbour("192.0.2.1", "192.0.2.2");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void leaveTheContainersAddressWithoutMasquerade() {
        create(Map.of(OPTION + "bridge.enable_ip_masquerade", "false"), "172.30.0.0/16");
        var web = open();
        lab.serve(peer, 90);

        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).as("no way back").isEqualTo("nothing");
        lab.runIn(peer, "ip", "route", "add", "172.30.0.0/16", "via", "192.0.2.1");
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("172.30.0.2");
    }

    @Test
    void publishAtTheAddressThatTheNetworkNames() {
        lab.run("ip", "addr", "add", "192.0.2.7/24", "dev", "wan");
        create(Map.of(OPTION + "bridge.host_binding_ipv4", "192.0.2.7"), "172.30.0.0/16");
        lab.serve(open(PortRequest.of(Protocol.TCP, 8080, 80)).netns(), 80);

        assertThat(lab.call(peer, "192.0.2.7", 8080)).isEqualTo("192.0.2.2");
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("nothing");
    }

    @Test
    void switchAFamilyOnAndOff() {
        var families = Map.of(OPTION + "enable_ipv4", "false", OPTION + "enable_ipv6", "true");
        networks.create(NetworkSpec.bridge("net").withOptions(families));
        var web = open(PortRequest.of(Protocol.TCP, 8080, 80));
        lab.serve(web.netns(), 80);

        assertThat(networks.get("net").ipam().pools())
                .singleElement()
                .matches(p -> p.family() == Family.IPV6);
        assertThat(lab.runIn(web.netns(), "ip", "-4", "-o", "addr"))
                .as("IPv4 on the loopback only")
                .contains("127.0.0.1/8")
                .doesNotContain("eth0");
        assertThat(lab.runIn(web.netns(), "ip", "-6", "route")).contains("default via fd");
        assertThat(web.ports()).singleElement().matches(p -> p.hostAddress().isAnyLocalAddress());
        lab.run("ip", "addr", "add", "2001:db8::1/64", "dev", "wan", "nodad");
        lab.runIn(peer, "ip", "addr", "add", "2001:db8::2/64", "dev", "wan0", "nodad");
        assertThat(lab.call(peer, "2001:db8::1", 8080)).isEqualTo("2001:db8:0:0:0:0:0:2");
    }

    @Test
    void haveTheLinkLocalSubnetInItsOnlySize() {
        var refused =
                Map.of(
                        "fe80::/80",
                        "'fe80::/80' clashes with the Link-Local prefix" + " 'fe80::/64'",
                        "ff0e::/64",
                        "multicast subnet 'ff0e::/64' is not allowed");
        refused.forEach((subnet, message) ->
                assertThatThrownBy(() -> networks.create(spec("other", subnet)))
                        .isInstanceOf(NaruException.Invalid.class)
                        .hasMessage(message));
        create(Map.of(), "172.30.0.0/16", "fe80::/64");
        var web = open();

        assertThat(lab.runIn(web.netns(), "ip", "-6", "route"))
                .contains("default via fe80::1 dev eth0");
        assertThat(lab.runIn(web.netns(), "ping", "-c1", "-W1", "fe80::1%eth0"))
                .contains(" 0% packet loss");
    }

    @Test
    void takeNoRouterAdvertisements() {
        create(Map.of(OPTION + "bridge.name", "net0"), "172.30.0.0/16", "fd00:30::/64");

        assertThat(lab.run("cat", "/proc/sys/net/ipv6/conf/net0/accept_ra")).isEqualTo("0\n");
    }

    @Test
    void internalNetworksAlonePublishNothing() {
        networks.create(spec("net", "172.30.0.0/16").withInternal(true));
        var web = open(PortRequest.of(Protocol.TCP, 8080, 80));
        lab.serve(web.netns(), 80);

        assertThat(web.ports()).isEmpty();
        networks.attach(web.containerId(), EndpointSpec.of("bridge"));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
        networks.detach(web.containerId(), networks.get("bridge").id());
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("nothing");
    }

    @Test
    void doNotMakeADefaultBridgeOfAnotherName() {
        var other =
                new DefaultBridge(
                        "mine0",
                        DefaultBridge.Range.CHOSEN,
                        DefaultBridge.Range.CHOSEN,
                        false,
                        1500,
                        true,
                        true,
                        null);

        assertThatThrownBy(() -> lab.start(other))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessage("bridge device with non default name mine0 must be created manually");
    }

    @Test
    void keepABrokenNetworkThatCanBeDeleted() {
        create(Map.of(OPTION + "bridge.name", "net0"), "172.30.0.0/16");
        lab.kill();
        lab.run("ip", "link", "del", "net0");
        lab.run("ip", "link", "add", "net0", "type", "veth", "peer", "name", "net1");

        networks = lab.start();
        assertThat(networks.find("net")).isPresent();
        assertThatThrownBy(this::open)
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageContaining("existing interface net0 is not a bridge");
        networks.delete("net");
        assertThat(networks.find("net")).isEmpty();
        assertThat(lab.run("ip", "-br", "link", "show", "net0")).contains("net0@net1");
    }

    private void create(Map<String, String> options, String... subnets) {
        networks.create(spec("net", subnets).withOptions(options));
    }

    private static NetworkSpec spec(String name, String... subnets) {
        var pools =
                List.of(subnets).stream()
                        .map(subnet -> new PoolSpec(subnet, null, null, Map.of()))
                        .toList();
        boolean ipv6 = List.of(subnets).stream().anyMatch(subnet -> subnet.contains(":"));
        return NetworkSpec.bridge(name, new IpamSpec("default", Map.of(), pools)).withIpv6(ipv6);
    }

    private Sandbox open(PortRequest... ports) {
        var spec =
                SandboxSpec.of("a".repeat(64), "web", EndpointSpec.of("net"))
                        .withPorts(List.of(ports));
        var sandbox = networks.open(spec);
        networks.awaitPassage(sandbox.containerId());
        return sandbox;
    }
}
