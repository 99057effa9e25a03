package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A parent goes down or is deleted, and returns; of both families, with two IPv4 subnets. */
@InLab
class LanParentTest {
    private static final String WIRE = "wire"; // from the host to the neighbour, at both ends
    private static final String WEB = "10.62.0.9";
    private static final String OTHER = "10.63.0.9";
    private static final String WEB6 = "fd62::9";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;
    private final Lan lan;
    private final Map<String, Shell> inside = new HashMap<>();

    LanParentTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        lan = new Lan(lab);
    }

    @BeforeEach
    void make() {
        plugIn();
        docker.cli(
                "network create -d macvlan -o parent={} --ipv6 --subnet 10.62.0.0/24"
                        + " --gateway 10.62.0.1 --subnet 10.63.0.0/24 --gateway 10.63.0.1"
                        + " --subnet fd62::/64 --gateway fd62::1 lan",
                WIRE);
        docker.web("web", "--network lan --ip {} --ip6 {}", WEB, WEB6);
        docker.web("other", "--network lan --ip {}", OTHER);
        for (var container : List.of("web", "other")) { // looked up now, while the daemon runs
            inside.put(container, host.inside(container));
        }
    }

    private void plugIn() {
        host.see("ip link add {} type veth peer name {} netns {}", WIRE, WIRE, neighbour.netns());
        for (var address : List.of("10.62.0.1/24", "10.63.0.1/24", "fd62::1/64")) {
            neighbour.see("ip addr add {} dev {} nodad", address, WIRE);
        }
        host.see("ip link set {} up", WIRE);
        neighbour.see("ip link set {} up", WIRE);
    }

    @AfterEach
    void unplug() {
        docker.remove("web", "other");
        docker.cli("network rm lan");
        host.see("ip link delete {}", WIRE);
    }

    @Test
    void downAndUpAgain() throws Throwable {
        isReached();
        host.see("ip link set {} down", WIRE);

        var said =
                "parent interface " + WIRE + " is down: containers of networks on it are cut off";
        Eventually.within(PATIENCE, () -> assertThat(new Daemon(host).log()).contains(said));
        assertThat(docker.run("create --network lan busybox").errors())
                .contains("WARNING: " + said);
        assertThat(verbose()).contains("\"Trouble\":\"" + said);
        assertThat(doctor()).contains("networks", said, "(network lan)");
        docker.cli("restart -t 0 other"); // with a MAC address that is new to neighbours
        inside.put("other", host.inside("other"));

        host.see("ip link set {} up", WIRE);
        isReached();
        assertThat(verbose()).doesNotContain("cut off");
        assertThat(doctor()).contains("networks").doesNotContain("cut off");
        Eventually.within(
                PATIENCE,
                () ->
                        assertThat(new Daemon(host).log())
                                .contains("parent interface " + WIRE + " is in service again"));
    }

    private String doctor() {
        var socket = docker.endpoint().replace("unix://", "");
        return new Shell().run("{} doctor --socket {}", Product.naru(), socket).output();
    }

    private String verbose() {
        return new RawApi(docker.endpoint()).get("/networks/lan?verbose=true").body();
    }

    @Test
    void goneWhileNoDaemonRunsAndBackAgain() throws Throwable {
        isReached();
        var mac = "{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}";
        var before = docker.inspect("web", mac);
        var daemon = new Daemon(host);
        daemon.kill();
        isReached();
        host.see("ip link delete {}", WIRE);
        daemon.start();

        Eventually.within(
                PATIENCE,
                () ->
                        assertThat(new Daemon(host).log())
                                .contains("parent interface " + WIRE + " does not exist"));
        assertThat(docker.refusal("run --network lan busybox"))
                .contains(
                        "the requested parent interface "
                                + WIRE
                                + " of network lan was not found on the host");
        assertThat(docker.cli("exec web ip -o link")).doesNotContain("eth0");

        plugIn();
        isReached();
        assertThat(docker.cli("exec web cat /sys/class/net/eth0/address")).isEqualTo(before);
    }

    /** Through the neighbour, the router of each subnet; and by name. */
    private void isReached() throws Throwable {
        Eventually.within(
                PATIENCE,
                () -> {
                    assertThat(neighbour.get("http://" + WEB)).isEqualTo("web");
                    assertThat(neighbour.get("http://" + OTHER)).isEqualTo("other");
                    assertThat(neighbour.get("http://[" + WEB6 + "]")).isEqualTo("web");
                });
        assertThat(route("web", "-4")).contains("default via 10.62.0.1 dev eth0");
        assertThat(route("other", "-4")).contains("default via 10.63.0.1 dev eth0");
        assertThat(route("web", "-6")).contains("default via fd62::1 dev eth0");
    }

    private String route(String container, String family) {
        return inside.get(container).run("ip {} route", family).text();
    }
}
