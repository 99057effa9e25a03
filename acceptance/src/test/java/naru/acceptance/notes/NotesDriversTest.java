package naru.acceptance.notes;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

/** What the notes say about {@code host}, {@code none} and {@code container:X}. */
@InLab
class NotesDriversTest {
    private final LabHost host;
    private final Docker docker;

    NotesDriversTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void hostSharesTheWholeStackOfTheHost() {
        docker.waiting("shared", "--network host");

        var inside = docker.cli("exec shared readlink /proc/self/ns/net");
        assertThat(inside).isEqualTo(host.see("readlink /proc/self/ns/net"));
        assertThat(docker.cli("exec shared ifconfig")).contains("docker0", host.lanAddress());
        assertThat(docker.inspect("shared", "{{json .NetworkSettings.Networks}}"))
                .startsWith("{\"host\":");
    }

    @Test
    void hostNeedsNoPortForwarding(Lab lab) throws Throwable {
        docker.web("direct", "--network host");

        Eventually.within(
                java.time.Duration.ofSeconds(3),
                () -> assertThat(host.see("ss -ltn")).contains("*:80 "));
        assertThat(lab.neighbour().get("http://" + host.lanAddress() + "/cgi-bin/who"))
                .isEqualTo(lab.neighbour().lanAddress());
    }

    @Test
    void hostHasTheNameOfTheHost() {
        docker.waiting("shared", "--network host");

        assertThat(docker.cli("exec shared hostname")).isEqualTo(host.see("hostname"));
    }

    @Test
    void noneHasOnlyLoopbackAndNoRoute() {
        docker.waiting("alone", "--network none");

        assertThat(
                        docker.run("exec alone ip -o link").lines().stream()
                                .map(line -> line.split("[ :]+")[1]))
                .containsExactly("lo");
        assertThat(docker.cli("exec alone ifconfig lo")).contains("127.0.0.1");
        assertThat(docker.cli("exec alone ip route")).isEmpty();
    }

    @Test
    void containersOfContainerShareItsInterfaces() {
        docker.web("first");
        docker.waiting("second", "--network container:first");

        assertThat(docker.cli("exec second cat /sys/class/net/eth0/address"))
                .isEqualTo(docker.cli("exec first cat /sys/class/net/eth0/address"));
        assertThat(docker.cli("exec second wget -qO- http://127.0.0.1/")).isEqualTo("first");
        assertThat(docker.cli("exec second hostname")).isEqualTo("first");
        assertThat(host.ports("docker0")).hasSize(1);
    }

    @Test
    void containerOfAStoppedContainerIsRefused() {
        docker.cli("create --name stopped busybox");

        assertThat(docker.refusal("run --name second --network container:stopped busybox true"))
                .contains("cannot join network namespace of a non running container");
    }
}
