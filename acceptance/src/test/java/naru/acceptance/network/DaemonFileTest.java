package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/** A Docker engine's {@code daemon.json}, taken as it is: what containers find of it. */
@InLab
class DaemonFileTest {
    private static final String CONTAINERS =
            """
            {"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"},
             "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 2048, "Soft": 1024}},
             "default-shm-size": "8M", "no-new-privileges": true, "dns-search": ["example.test"],
             "host-gateway-ips": ["192.0.2.7"],
             "storage-driver": "overlay2", "exec-opts": ["native.cgroupdriver=systemd"],
             "features": {"buildkit": true}, "max-concurrent-downloads": 3, "iptables": true}
            """;

    private static final String BRIDGE =
            """
            {"bip": "10.77.0.1/24", "fixed-cidr": "10.77.0.128/26", "default-gateway": "10.77.0.9",
             "ipv6": true, "fixed-cidr-v6": "fd00:77::/64", "default-gateway-v6": "fd00:77::9",
             "mtu": 1400}
            """;

    private final LabHost host;
    private final Docker docker;

    @RegisterExtension private final ReconfiguredDaemon daemon;

    DaemonFileTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        daemon = new ReconfiguredDaemon(host);
    }

    private String inside(String command, Object... arguments) {
        return docker.cli("run --rm " + command, arguments);
    }

    @Test
    void containersGetTheFilesDefaults() throws Exception {
        daemon.restartWithFile(CONTAINERS);

        assertThat(inside("busybox sh -c 'ulimit -n; ulimit -Hn'")).isEqualTo("1024\n2048");
        assertThat(inside("--ulimit nofile=99 busybox sh -c 'ulimit -n'")).isEqualTo("99");
        assertThat(inside("busybox sh -c 'df -k /dev/shm | tail -1'")).contains(" 8192 ");
        assertThat(inside("--shm-size 64m busybox sh -c 'df -k /dev/shm'")).contains(" 65536 ");
        assertThat(inside("busybox grep NoNewPrivs /proc/self/status")).endsWith("1");
        assertThat(inside("busybox cat /etc/resolv.conf")).contains("example.test");
        assertThat(inside("--add-host up:host-gateway busybox cat /etc/hosts"))
                .contains("192.0.2.7\tup");
        var id = docker.cli("create busybox");
        assertThat(docker.inspect(id, "{{json .HostConfig.LogConfig}}"))
                .isEqualTo(
                        "{\"Type\":\"json-file\",\"Config\":{\"max-file\":\"3\",\"max-size\":\"10m\"}}");
    }

    @Test
    void defaultBridgeFollowsTheFile() throws Exception {
        daemon.restartWithFile(BRIDGE);

        var seen =
                inside(
                        "busybox sh -c {}",
                        "ip -o addr show eth0; ip route; ip -6 route; cat /sys/class/net/eth0/mtu");
        System.out.println(seen);
        assertThat(seen)
                .containsPattern("inet 10\\.77\\.0\\.1(2[89]|[3-8][0-9]|9[01])/24")
                .contains("default via 10.77.0.9 dev eth0")
                .containsPattern("inet6 fd00:77::\\S+/64")
                .contains("default via fd00:77::9 dev eth0")
                .endsWith("1400");
        assertThat(host.see("ip -br address show docker0"))
                .contains("10.77.0.1/24")
                .contains("fd00:77::1/64");
    }

    @Test
    void defaultBridgeFollowsAChangedIpv6Subnet() throws Exception {
        for (var subnet : List.of("fd00:77::/64", "fd00:78::/56", "fe80::/64", "2001:db8:7::/80")) {
            daemon.restartWithFile("{\"ipv6\": true, \"fixed-cidr-v6\": \"" + subnet + "\"}");
            var length = subnet.substring(subnet.indexOf('/'));
            var first = subnet.replace("::" + length, "::1");
            var shown = host.see("ip -6 -br address show docker0");
            assertThat(shown.split("\\s+")).as(subnet).contains(first + length);
            for (var former : List.of("fd00:77::1", "fd00:78::1", "2001:db8:7::1")) {
                if (!former.equals(first)) {
                    assertThat(shown).as("after %s", subnet).doesNotContain(former);
                }
            }
        }
    }

    @Test
    void commandLineSetsNetworkOptions() throws Exception {
        daemon.restart("--default-network-opt bridge=com.docker.network.driver.mtu=1234");
        docker.cli("network create net");
        assertThat(docker.inspect("net", "{{index .Options \"com.docker.network.driver.mtu\"}}"))
                .isEqualTo("1234");
        docker.cli("network rm net");
    }

    @Test
    void logNamesAFirewallThatDropsForwarding() throws Exception {
        host.see("nft 'add table ip ufw'");
        host.see(
                "nft {}",
                "add chain ip ufw FORWARD { type filter hook forward priority 0; policy drop; }");
        try {
            assertThat(daemon.tryToRestart(""))
                    .contains("chain ip ufw FORWARD drops what it does not accept");
        } finally {
            host.see("nft 'delete table ip ufw'");
        }
    }
}
