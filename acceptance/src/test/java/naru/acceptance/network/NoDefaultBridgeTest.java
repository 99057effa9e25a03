package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A host without the network {@code bridge}. The lab's second host, since the network that comes
 * back is another one, whose bridge has another MAC address.
 */
@InLab
class NoDefaultBridgeTest {
    private final LabHost host;
    private final Docker docker;

    @RegisterExtension private final ReconfiguredDaemon daemon;

    NoDefaultBridgeTest(Lab lab) {
        host = lab.neighbour();
        docker = host.docker();
        daemon = new ReconfiguredDaemon(host);
    }

    @AfterEach
    void remove() {
        docker.run("rm -f alone");
    }

    @Test
    void containersJoinNoNetworkByDefault() throws Exception {
        daemon.restartWithFile("{\"bridge\": \"none\"}");

        docker.waiting("alone");
        assertThat(docker.inspect("alone", "{{.HostConfig.NetworkMode}}")).isEqualTo("none");
        assertThat(docker.cli("exec alone ls /sys/class/net")).isEqualTo("lo");
    }

    @Test
    void startsWithoutAFreePoolForTheBridge() throws Exception {
        host.see("ip link add tun0 type veth peer name tun1");
        try {
            host.see("ip link set tun0 up");
            host.see("ip route add 172.30.0.0/24 dev tun0");
            var pools = "\"default-address-pools\": [{\"base\": \"172.30.0.0/24\", \"size\": 24}]";
            assertThat(daemon.tryToRestartWithFile("{\"icc\": false, " + pools + "}"))
                    .contains("cannot create network bridge: all predefined address pools")
                    .contains("route 172.30.0.0/24 of interface tun0")
                    .contains("ready ");
            docker.waiting("alone", "--network host");
        } finally {
            host.see("ip link del tun0");
        }
    }
}
