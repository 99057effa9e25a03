package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Links that others change but do not delete, and parameters of the host. */
class ChangedLinksLiveTest {
    private static final String LIMIT = "naru.endpoint.rate_out";

    private final Lab lab = new Lab();
    private final List<String> operations = Collections.synchronizedList(new ArrayList<>());
    private Networks networks;
    private Sandbox web;
    private String bridge;
    private String end;

    @BeforeEach
    void start() {
        networks = lab.start(operations::add);
        networks.restore(_ -> true);
        var pools =
                List.of(
                        new PoolSpec("10.78.0.0/24", null, null, Map.of()),
                        new PoolSpec("fd78::/64", null, null, Map.of()));
        var spec =
                NetworkSpec.bridge("front", new IpamSpec("default", Map.of(), pools))
                        .withIpv6(true)
                        .withOptions(Map.of(LIMIT, "100mbit"));
        bridge = "br-" + networks.create(spec).id().shortId();
        web =
                networks.open(
                        SandboxSpec.of("a".repeat(64), "web", EndpointSpec.of("front"))
                                .withPorts(List.of(PortRequest.of(Protocol.TCP, 8080, 80))));
        networks.awaitPassage(web.containerId());
        end = requireNonNull(web.endpoints().getFirst().hostEnd());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void areAsBeforeAgainAtOnce() {
        var port = "bridge link set dev " + end + " ";
        var before = picture();
        for (var deed :
                List.of(
                        port + "isolated on",
                        port + "hairpin " + (before.contains("hairpin on") ? "off" : "on"),
                        port + "learning off",
                        port + "flood off",
                        port + "mcast_flood off",
                        port + "bcast_flood off",
                        port + "neigh_suppress on",
                        port + "locked on",
                        port + "state 0",
                        "ip link set " + end + " type bridge_slave learning off",
                        "ip link set " + end + " mtu 900",
                        "ip link set " + end + " alias mine",
                        "ip link set " + end + " down",
                        "ip link set " + end + " nomaster",
                        "ip link set " + end + " master docker0",
                        "ip link set " + bridge + " mtu 900",
                        "ip link set " + bridge + " address 02:00:00:00:00:99",
                        "ip link set " + bridge + " alias mine",
                        "ip link set " + bridge + " type bridge stp_state 1",
                        "ip link set " + bridge + " down",
                        "ip -6 route delete local ::1 dev " + bridge,
                        "ip route delete local 10.78.0.1 table local dev " + bridge,
                        "ip -6 route delete local fd78::1 table local dev " + bridge,
                        "sysctl -qw net.ipv4.ip_forward=0",
                        "sysctl -qw net.ipv6.conf.all.forwarding=0")) {
            lab.run(deed.split(" "));
            Lab.await(deed + " is undone", () -> picture().equals(before));
        }
        operations.clear();
        networks.reconcile();
        assertThat(operations).isEmpty();
    }

    /** Of which the kernel tells nobody. */
    @Test
    void regainTheirParametersOnRepair() {
        var changed =
                Map.of(
                        "net/ipv4/conf/" + bridge + "/route_localnet", "0",
                        "net/ipv6/conf/" + bridge + "/accept_ra", "1",
                        "net/ipv6/conf/" + bridge + "/accept_dad", "1",
                        "net/ipv6/conf/" + end + "/disable_ipv6", "0");
        changed.forEach((name, value) -> lab.run("sysctl", "-qw", name + "=" + value));

        networks.reconcile();

        changed.forEach((name, value) ->
                assertThat(lab.run("sysctl", "-n", name).strip()).as(name).isNotEqualTo(value));
        operations.clear();
        networks.reconcile();
        assertThat(operations).isEmpty();
    }

    @Test
    void regainTheirRateLimitsOnRepair() {
        var before = limit();
        assertThat(before).contains("tbf", "rate 100Mbit");
        for (var deed :
                List.of(
                        "tc qdisc delete dev eth0 root",
                        "tc qdisc change dev eth0 root tbf rate 1gbit burst 1m limit 1m")) {
            lab.runIn(web.netns(), deed.split(" ")); // the watcher may repair it at once

            networks.reconcile();

            assertThat(limit()).as(deed).isEqualTo(before);
        }
        operations.clear();
        networks.reconcile();
        assertThat(operations).isEmpty();
    }

    private String limit() {
        return lab.runIn(web.netns(), "tc", "qdisc", "show", "dev", "eth0")
                .replaceAll("tbf [0-9a-f]+:", "tbf");
    }

    /** What is set on bridge and host end, without counters, timers and numbers. */
    private String picture() {
        var links = new StringBuilder();
        for (var link : List.of(bridge, end)) {
            links.append(lab.tryIn(lab.hostFile(), "ip", "-d", "link", "show", link).output());
        }
        var port = lab.run("bridge", "-d", "link", "show", "dev", end);
        var routes =
                lab.run("ip", "-6", "route", "show", "table", "local", "dev", bridge)
                        + lab.run("ip", "route", "show", "table", "local", "dev", bridge);
        var forwarding = lab.run("sysctl", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding");
        return (links + port)
                        .replaceAll("\\S*(timer|_id|_root|_cost|change\\w*|detected) +\\S+", "")
                        .replaceAll("promiscuity.*minmtu", "")
                + routes.lines().filter(row -> row.contains("local ")).sorted().toList()
                + forwarding;
    }
}
