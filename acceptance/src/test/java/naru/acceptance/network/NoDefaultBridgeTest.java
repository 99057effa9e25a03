package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A host without the network {@code bridge}. The lab's second host, since the network that comes
 * back is another one, whose bridge has another MAC address.
 */
@InLab
class NoDefaultBridgeTest {
    private final LabHost host;
    private final Docker docker;

    @TempDir private Path folder;
    private Daemon former;

    NoDefaultBridgeTest(Lab lab) {
        host = lab.neighbour();
        docker = host.docker();
    }

    @BeforeEach
    void stop() throws Exception {
        former = new Daemon(host);
        former.terminate();
    }

    @AfterEach
    void restore() throws Exception {
        docker.run("rm -f alone");
        new Daemon(host).terminate();
        former.start();
        assertThat(docker.cli("network ls --format {{.Name}}")).contains("bridge");
    }

    @Test
    void containersThatNameNoNetworkAreOnNone() throws Exception {
        var file = Files.writeString(folder.resolve("daemon.json"), "{\"bridge\": \"none\"}");
        former.start("--config {}", file);

        docker.waiting("alone");
        assertThat(docker.inspect("alone", "{{.HostConfig.NetworkMode}}")).isEqualTo("none");
        assertThat(docker.cli("exec alone ls /sys/class/net")).isEqualTo("lo");
    }

    @Test
    void theDaemonStartsWithoutRoomForTheBridge() throws Exception {
        host.see("ip link add tun0 type veth peer name tun1");
        try {
            host.see("ip link set tun0 up");
            host.see("ip route add 172.30.0.0/24 dev tun0");
            var pools = "\"default-address-pools\": [{\"base\": \"172.30.0.0/24\", \"size\": 24}]";
            var file =
                    Files.writeString(
                            folder.resolve("daemon.json"), "{\"icc\": false, " + pools + "}");

            assertThat(former.tryToStart("--config {}", file))
                    .contains("cannot create network bridge: all predefined address pools")
                    .contains("route 172.30.0.0/24 of interface tun0")
                    .contains("ready ");
            docker.waiting("alone", "--network host");
        } finally {
            host.see("ip link del tun0");
        }
    }
}
