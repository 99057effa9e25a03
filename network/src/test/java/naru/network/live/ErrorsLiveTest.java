package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The words that Docker's users know, and that a refusal changes nothing. */
class ErrorsLiveTest {
    private static final String WEB = "a".repeat(64);
    private static final String DB = "b".repeat(64);

    private final Lab lab = new Lab();
    private final Networks networks = lab.start();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void namesWhatOfTheHostASubnetWouldHide() {
        lab.neighbour("192.0.2.1", "192.0.2.2");
        for (var subnet : List.of("192.0.2.0/24", "192.0.0.0/16")) {
            refuses(
                    () -> networks.create(subnet("lan", subnet)),
                    NaruException.Forbidden.class,
                    "invalid pool request: Pool overlaps with other one on this address space: "
                            + subnet
                            + " and route 192.0.2.0/24 of interface wan of this host");
        }
        lab.run("ip", "route", "add", "10.0.0.0/8", "dev", "wan");
        networks.create(subnet("within-a-vpn", "10.8.0.0/24"));
        networks.create(subnet("beside-it", "192.0.3.0/24"));

        lab.run("ip", "route", "add", "172.16.0.0/12", "dev", "wan");
        lab.run("ip", "route", "add", "192.168.0.0/16", "dev", "wan");
        refuses(
                () -> networks.create(NetworkSpec.bridge("any")),
                NaruException.Invalid.class,
                "all predefined address pools have been fully subnetted: delete networks that are"
                        + " not used, name a subnet, or configure default-address-pools (in their"
                        + " way: route 172.16.0.0/12 of interface wan, route 192.168.0.0/16 of"
                        + " interface wan)");
    }

    @Test
    void refusesNetworksWithDockersWords() {
        networks.create(subnet("front", "172.30.0.0/16"));
        var before = lab.inventory();

        refuses(
                () -> networks.create(NetworkSpec.bridge("front")),
                NaruException.Conflict.class,
                "network with name front already exists");
        refuses(
                () -> networks.create(NetworkSpec.bridge("bridge")),
                NaruException.Forbidden.class,
                "operation is not permitted on predefined bridge network ");
        refuses(
                () -> networks.create(subnet("other", "172.30.4.0/24")),
                NaruException.Forbidden.class,
                "invalid pool request: Pool overlaps with other one on this address space:"
                        + " 172.30.4.0/24 and network front");
        refuses(
                () -> networks.create(subnet("other", "172.31.4.1/24")),
                NaruException.Invalid.class,
                "invalid network config:\n"
                        + "invalid subnet 172.31.4.1/24: it should be 172.31.4.0/24");
        refuses(
                () -> networks.create(NetworkSpec.bridge(" ")),
                NaruException.Invalid.class,
                "invalid name: name is empty");
        refuses(
                () -> networks.create(option("com.docker.network.bridge.enable_icc", "perhaps")),
                NaruException.Invalid.class,
                "failed to parse com.docker.network.bridge.enable_icc value: perhaps"
                        + " (strconv.ParseBool: parsing \"perhaps\": invalid syntax)");
        refuses(
                () -> networks.create(option("com.docker.network.driver.mtu", "-7")),
                NaruException.Invalid.class,
                "invalid MTU number: -7");
        refuses(
                () -> networks.create(option("com.docker.network.bridge.gateway_mode_ipv4", "x")),
                NaruException.Invalid.class,
                "unknown gateway mode x");
        assertThatThrownBy(
                        () -> networks.create(option("com.docker.network.bridge.name", "docker0")))
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageMatching(
                        "cannot create network [0-9a-f]{64} \\(docker0\\): conflicts with network"
                                + " [0-9a-f]{64} \\(docker0\\): networks have same bridge name");
        refuses(
                () -> networks.create(twoSubnets()),
                NaruException.Forbidden.class,
                "bridge driver doesn't support multiple subnets");
        lab.run("ip", "link", "add", "notabridge", "type", "veth", "peer", "name", "x0");
        var withLink = lab.inventory();
        refuses(
                () -> networks.create(option("com.docker.network.bridge.name", "notabridge")),
                NaruException.HostFailure.class,
                "existing interface notabridge is not a bridge");
        assertThat(lab.inventory()).isEqualTo(withLink).isNotEqualTo(before);
        assertThat(networks.list()).hasSize(4);
    }

    @Test
    void saysWhenEveryDefaultPoolIsUsed() {
        for (int i = 0; i < 30; i++) {
            networks.create(NetworkSpec.bridge("n" + i));
        }

        assertThatThrownBy(() -> networks.create(NetworkSpec.bridge("last")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("all predefined address pools have been fully subnetted");
    }

    @Test
    void refusesAttachmentsWithDockersWords() {
        var front = networks.create(subnet("front", "172.30.0.0/29"));
        var web = open(WEB, "web", EndpointSpec.of("front").withIpv4(ofLiteral("172.30.0.4")));

        refuses(
                () -> open(DB, "db", EndpointSpec.of("front").withIpv4(ofLiteral("172.30.0.4"))),
                NaruException.Forbidden.class,
                "Address already in use: 172.30.0.4 is held by container web");
        refuses(
                () -> open(DB, "db", EndpointSpec.of("bridge").withIpv4(ofLiteral("172.17.0.9"))),
                NaruException.Invalid.class,
                "invalid config for network bridge: invalid endpoint settings:\n"
                        + "user specified IP address is supported on user defined networks only");
        refuses(
                () -> open(DB, "db", EndpointSpec.of("front").withIpv4(ofLiteral("172.31.0.9"))),
                NaruException.Invalid.class,
                "invalid config for network front: invalid endpoint settings:\n"
                        + "no configured subnet or ip-range contain the IP address 172.31.0.9");
        refuses(
                () -> open(DB, "db", EndpointSpec.of("nowhere")),
                NaruException.NotFound.class,
                "network nowhere not found");
        refuses(
                () -> networks.attach(WEB, EndpointSpec.of("front")),
                NaruException.Forbidden.class,
                "endpoint with name web already exists in network front");
        refuses(
                () -> networks.delete("front"),
                NaruException.Forbidden.class,
                "error while removing network: network front has active endpoints (name:\"web\""
                        + " id:\"%s\")".formatted(web.endpoints().getFirst().id().shortId()));
        refuses(
                () -> networks.delete("bridge"),
                NaruException.Forbidden.class,
                "bridge is a pre-defined network and cannot be removed");
        var bridge = networks.get("bridge").id();
        refuses(
                () -> networks.detach(WEB, bridge),
                NaruException.HostFailure.class,
                "container %s is not connected to network bridge".formatted(WEB));
        refuses(
                () -> networks.attach(WEB, EndpointSpec.of("host")),
                NaruException.Invalid.class,
                "cannot connect container to host network - container must be created in host"
                        + " network mode");
        for (int i = 0; i < 4; i++) {
            open(String.format(Locale.ROOT, "%064x", i), "c" + i, EndpointSpec.of("front"));
        }
        refuses(
                () -> open(DB, "db", EndpointSpec.of("front")),
                NaruException.HostFailure.class,
                "no available IPv4 addresses on this network's address pools: front (%s)"
                        .formatted(front.id()));
    }

    @Test
    void keepsAStaticAddressForItsContainer() {
        networks.create(subnet("front", "172.30.0.0/29"));
        var spec = EndpointSpec.of("front").withIpv4(ofLiteral("172.30.0.2"));
        networks.remember(DB, spec);

        assertThat(open(WEB, "web", EndpointSpec.of("front")).endpoints().getFirst().ipv4())
                .hasToString("172.30.0.3/29");
        networks.close(WEB);
        assertThat(open(DB, "db", spec).endpoints().getFirst().ipv4()).hasToString("172.30.0.2/29");
        networks.close(DB);
        networks.forget(DB);
        open(WEB, "web", spec);
    }

    @Test
    void opensTwentySandboxesAtOnce() throws Exception {
        networks.create(subnet("front", "172.30.0.0/24"));
        var before = lab.inventory();
        List<Callable<Sandbox>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var id = String.format(Locale.ROOT, "%064x", i);
            tasks.add(() -> open(id, "c" + id.substring(60), EndpointSpec.of("front")));
        }
        var addresses = new ArrayList<String>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sandbox : executor.invokeAll(tasks)) {
                addresses.add(sandbox.get().endpoints().getFirst().ipv4().toString());
            }
        }

        assertThat(addresses).doesNotHaveDuplicates().hasSize(20);
        networks.sandboxes().forEach(sandbox -> networks.close(sandbox.containerId()));
        lab.awaitInventory(before);
    }

    private Sandbox open(String id, String name, EndpointSpec endpoint) {
        return networks.open(SandboxSpec.of(id, name, endpoint));
    }

    private static NetworkSpec subnet(String name, String subnet) {
        return NetworkSpec.bridge(
                name, new IpamSpec("default", Map.of(), List.of(PoolSpec.ofSubnet(subnet))));
    }

    private static NetworkSpec twoSubnets() {
        return NetworkSpec.bridge(
                "two",
                new IpamSpec(
                        "default",
                        Map.of(),
                        List.of(
                                PoolSpec.ofSubnet("10.1.0.0/16"),
                                PoolSpec.ofSubnet("10.2.0.0/16"))));
    }

    private static NetworkSpec option(String name, String value) {
        return NetworkSpec.bridge("odd").withOptions(Map.of(name, value));
    }

    private static void refuses(
            ThrowingCallable change, Class<? extends NaruException> kind, String message) {
        assertThatThrownBy(change).isInstanceOf(kind).hasMessage(message);
    }
}
