package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Addresses by Debian's dnsmasq, on a neighbour. */
class DhcpLiveTest {
    private static final String WEB = "a".repeat(64);
    private static final Path DNSMASQ = Path.of("/usr/sbin/dnsmasq");

    private final Lab lab = new Lab();
    private Networks networks;
    private Path neighbour;

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(Files.exists(DNSMASQ), "needs dnsmasq: scripts/install-deps");
        neighbour = lab.neighbour("10.50.0.1", "10.50.0.2");
        networks = lab.start();
        networks.create(network(IpamSpec.DEFAULT));
    }

    private static NetworkSpec network(IpamSpec ipam) {
        return NetworkSpec.bridge("lan", new IpamSpec("dhcp", Map.of(), ipam.pools()))
                .withDriver("macvlan")
                .withOptions(Map.of("parent", "wan"));
    }

    private void serve() {
        lab.runIn(
                neighbour,
                DNSMASQ.toString(),
                "--conf-file=/dev/null",
                "--port=0",
                "--user=root",
                "--no-ping",
                "--interface=wan0",
                "--bind-interfaces",
                "--dhcp-authoritative",
                "--dhcp-range=10.50.0.100,10.50.0.110,255.255.255.0,1h",
                "--dhcp-option=option:router,10.50.0.2",
                "--dhcp-leasefile=" + file("leases"),
                "--pid-file=" + file("pid"),
                "--log-facility=" + file("log"),
                "--log-dhcp");
    }

    private Path file(String name) {
        return lab.directory.resolve("dnsmasq." + name);
    }

    private String read(String name) {
        try {
            return Files.exists(file(name)) ? Files.readString(file(name)) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long said(String message) {
        return read("log").lines().filter(line -> line.contains(message)).count();
    }

    @AfterEach
    void close() {
        var pid = read("pid").strip();
        if (!pid.isEmpty()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy);
        }
        lab.close();
    }

    private Sandbox run() {
        return networks.open(SandboxSpec.of(WEB, "web", EndpointSpec.of("lan")));
    }

    @Test
    void aLeaseIsTakenRenewedAfterARestartAndGivenBack() {
        serve();
        var web = run();
        var endpoint = web.endpoints().getFirst();
        var address = endpoint.ipv4().address().getHostAddress();

        assertThat(read("leases"))
                .contains(endpoint.macAddress() + " " + address + " " + web.hostname());
        assertThat(endpoint.ipv4().toString()).startsWith("10.50.0.1").endsWith("/24");
        assertThat(lab.runIn(web.netns(), "ip", "route"))
                .contains("default via 10.50.0.2 dev eth0");
        assertThat(lab.tryIn(neighbour, "ping", "-c1", "-W1", address).status()).isZero();

        long before = said("DHCPACK");
        networks = lab.start(); // which renews at once, because it does not know for how long it is
        Lab.await("it is renewed", () -> said("DHCPACK") > before);

        networks.close(WEB);
        Lab.await("it is given back", () -> said("DHCPRELEASE") == 1);
        assertThat(read("leases")).doesNotContain(address);
        assertThat(run().endpoints().getFirst().ipv4().address().getHostAddress())
                .as("the same container is known by its MAC address")
                .isEqualTo(address);
    }

    @Test
    void declinesAnAddressInUse() {
        serve();
        var first = run().endpoints().getFirst().ipv4();
        networks.close(WEB);
        lab.runIn(neighbour, "ip", "addr", "add", first.toString(), "dev", "wan0");

        assertThatThrownBy(this::run)
                .isInstanceOf(NaruException.Forbidden.class)
                .hasMessageContaining(
                        "Address already in use: " + first.address().getHostAddress());
        Lab.await("the server hears of it", () -> said("DHCPDECLINE") == 1);
    }

    @Test
    void withoutAServerThereIsNoAddress() {
        assertThatThrownBy(this::run)
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessage("no DHCP server offers an address on the LAN of wan");
    }

    @Test
    void aSubnetIsTheServersMatter() {
        var pool = PoolSpec.ofSubnet("10.50.0.0/24");
        var spec = network(new IpamSpec("dhcp", Map.of(), List.of(pool)));
        assertThatThrownBy(() -> networks.create(spec))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("without an IPv4 subnet");
    }
}
