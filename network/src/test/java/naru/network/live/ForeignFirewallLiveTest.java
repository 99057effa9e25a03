package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/**
 * Beside the rules of other firewalls, in the shape that they have: those of ufw drop what is
 * forwarded by the policy of a chain, those of firewalld reject it at a chain's end, those of
 * libvirt guard and translate a bridge of its own. A packet has to be accepted by every table, so
 * ours cannot let through what another one drops.
 */
class ForeignFirewallLiveTest {
    /** What libvirt 9 makes with iptables for its network "default". */
    private static final String LIBVIRT =
            "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority"
                + " 0; }; add rule ip filter FORWARD iifname virbr0 oifname virbr0 accept; add rule"
                + " ip filter FORWARD oifname virbr0 ip daddr 192.168.122.0/24 ct state"
                + " related,established accept; add rule ip filter FORWARD oifname virbr0 reject;"
                + " add rule ip filter FORWARD iifname virbr0 ip saddr 192.168.122.0/24 accept; add"
                + " rule ip filter FORWARD iifname virbr0 reject; add table ip nat; add chain ip"
                + " nat POSTROUTING { type nat hook postrouting priority srcnat; }; add rule ip nat"
                + " POSTROUTING ip saddr 192.168.122.0/24 ip daddr != 192.168.122.0/24 masquerade";

    private final Lab lab = new Lab();
    private Networks networks;
    private Path peer;
    private Sandbox web;

    @BeforeEach
    void start() {
        networks = lab.start();
        peer = lab.neighbour("192.0.2.1", "192.0.2.2");
        var spec =
                SandboxSpec.of("a".repeat(64), "web", EndpointSpec.of("bridge"))
                        .withPorts(List.of(PortRequest.of(Protocol.TCP, 8080, 80)));
        web = networks.open(spec);
        networks.awaitPassage(web.containerId());
        lab.serve(web.netns(), 80);
        lab.serve(peer, 90);
        lab.serve(lab.hostFile(), 70);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aClosedHostStillPublishes() {
        lab.run(
                "nft",
                "add table ip filter;"
                        + " add chain ip filter INPUT { type filter hook input priority 0; policy"
                        + " drop; };"
                        + " add rule ip filter INPUT ct state established,related accept;"
                        + " add rule ip filter INPUT iifname lo accept");

        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("192.0.2.1");
        assertThat(lab.call(peer, "192.0.2.1", 70)).as("the host's own port").isEqualTo("nothing");
    }

    @Test
    void ufwIsObeyedUntilItLetsOurBridgesThrough() {
        lab.run(
                "nft",
                "add table ip filter; add chain ip filter FORWARD { type filter hook forward"
                        + " priority 0; policy drop; }; add chain ip filter ufw-before-forward; add"
                        + " rule ip filter FORWARD jump ufw-before-forward; add rule ip filter"
                        + " ufw-before-forward ct state established,related accept");

        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("nothing");
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("nothing");
        assertThat(lab.call(lab.hostFile(), address(), 80))
                .as("by the host")
                .isEqualTo("172.17.0.1");
        assertThat(lab.call(lab.hostFile(), "127.0.0.1", 8080)).isEqualTo("172.17.0.1");

        var rule = "add rule ip filter FORWARD %s docker0 accept";
        lab.run("nft", rule.formatted("oifname") + ";" + rule.formatted("iifname"));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("192.0.2.1");
        lab.runIn(peer, "ip", "route", "add", "172.17.0.0/16", "via", "192.0.2.1");
        assertThat(lab.call(peer, address(), 80)).as("ours still holds").isEqualTo("nothing");
    }

    @Test
    void firewalldIsObeyedAndItsReloadLeavesUsAlone() {
        var reject =
                "add table inet firewalld;"
                        + " add chain inet firewalld filter_FORWARD { type filter hook forward"
                        + " priority 10; policy accept; };"
                        + " add rule inet firewalld filter_FORWARD ct state established,related"
                        + " accept;"
                        + " add rule inet firewalld filter_FORWARD %s accept;"
                        + " add rule inet firewalld filter_FORWARD reject with icmpx type"
                        + " admin-prohibited";
        lab.run("nft", reject.formatted("ct status dnat"));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).as("it trusts NAT").isEqualTo("192.0.2.2");
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("nothing");

        var ours = lab.run("nft", "-s", "list", "table", "inet", "naru");
        lab.run("nft", "delete table inet firewalld;" + reject.formatted("iifname docker0"));
        assertThat(lab.run("nft", "-s", "list", "table", "inet", "naru")).isEqualTo(ours);
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("192.0.2.1");
    }

    @Test
    void libvirtsMachinesGoOnBesideOurContainers() {
        lab.run("ip", "link", "add", "virbr0", "type", "bridge");
        lab.run("ip", "addr", "add", "192.168.122.1/24", "dev", "virbr0");
        lab.run("ip", "link", "set", "virbr0", "up");
        var machine = lab.directory.resolve("machine");
        Netns.create(Kernel.DIRECT, machine).close();
        try {
            lab.run(
                    "ip",
                    "link",
                    "add",
                    "vnet0",
                    "type",
                    "veth",
                    "peer",
                    "vm0",
                    "netns",
                    "" + machine);
            lab.run("ip", "link", "set", "vnet0", "master", "virbr0", "up");
            lab.runIn(machine, "ip", "addr", "add", "192.168.122.7/24", "dev", "vm0");
            lab.runIn(machine, "ip", "link", "set", "vm0", "up");
            lab.runIn(machine, "ip", "route", "add", "default", "via", "192.168.122.1");
            lab.run("nft", LIBVIRT);
            lab.serve(machine, 60);

            assertThat(lab.call(machine, "192.0.2.2", 90)).as("its way out").isEqualTo("192.0.2.1");
            assertThat(lab.call(lab.hostFile(), "192.168.122.7", 60)).isEqualTo("192.168.122.1");
            assertThat(lab.call(machine, "192.0.2.1", 8080))
                    .as("published")
                    .isEqualTo("172.17.0.1");
            assertThat(lab.call(machine, address(), 80)).as("straight").isEqualTo("nothing");
            assertThat(lab.call(web.netns(), "192.168.122.7", 60)).isEqualTo("nothing");
            assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
            assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("192.0.2.1");
        } finally {
            Netns.delete(Kernel.DIRECT, machine);
        }
    }

    private String address() {
        return web.endpoints().getFirst().ipv4().address().getHostAddress();
    }
}
