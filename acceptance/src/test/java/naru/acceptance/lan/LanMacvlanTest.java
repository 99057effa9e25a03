package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Capture;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/**
 * The documented properties of macvlan, as observed by a neighbour on the LAN: a MAC address for
 * each container, reachable from outside and between sub-interfaces, not from the host.
 */
@InLab
class LanMacvlanTest {
    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;
    private final Lan lan;

    LanMacvlanTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        lan = new Lan(lab);
    }

    @Test
    void eachContainerHasItsOwnMac() throws Throwable {
        lan.create("lan", "macvlan");
        docker.web("web", "--network lan");
        docker.web("db", "--network lan --mac-address 02:42:0a:d5:00:99");
        var web = docker.address("web");
        var db = docker.address("db");

        try (var capture = new Capture(neighbour, neighbour.uplink(), "-e icmp")) {
            var macs = "{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}";
            assertThat(lan.macSeenByNeighbour(web)).isEqualTo(docker.inspect("web", macs));
            assertThat(lan.macSeenByNeighbour(db)).isEqualTo("02:42:0a:d5:00:99");
            Eventually.within(
                    Duration.ofSeconds(5),
                    () -> {
                        assertThat(Lan.sources(capture.packets(), web))
                                .containsExactly(docker.inspect("web", macs));
                        assertThat(Lan.sources(capture.packets(), db))
                                .containsExactly("02:42:0a:d5:00:99");
                    });
        }
        assertThat(neighbour.see("ip neigh show {}", host.lanAddress()))
                .as("the host's own is another one")
                .doesNotContain("02:42:0a:d5:00:99");
    }

    @Test
    void neighbourIsSeenWithItsOwnAddress() throws Throwable {
        lan.create("lan", "macvlan");
        docker.web("web", "--network lan -p 8080:80");
        var web = "http://" + docker.address("web");

        Eventually.within(
                Duration.ofSeconds(10), () -> assertThat(neighbour.get(web)).isEqualTo("web"));
        assertThat(neighbour.get(web + "/cgi-bin/who")).isEqualTo(neighbour.lanAddress());
        assertThat(lan.pings(host.inside("web"), neighbour.lanAddress())).isTrue();
        assertThat(docker.cli("exec web ip route")).contains("default via 10.213.0.1 dev eth0");
        assertThat(docker.cli("port web")).as("ports are not published").isEmpty();
        assertThat(neighbour.shell().run("curl -sS -m 2 {}:8080", host.lanAddress()).exit())
                .isNotZero();
    }

    @Test
    void warnsThatPortsAreNotPublished() {
        lan.create("lan", "macvlan");
        var alone = docker.run("create -p 8080:80 --network lan busybox");
        var with = docker.run("create -p 8080:80 busybox");

        assertThat(alone.text()).as("its id").isNotEmpty();
        assertThat(alone.errors())
                .contains(
                        "WARNING: Published ports are discarded: containers of macvlan network lan"
                                + " are reached at their own addresses");
        assertThat(with.errors()).isEmpty();
    }

    @Test
    void hostReachesContainersOnlyWithHostAccess() {
        lan.create("lan", "macvlan");
        docker.web("web", "--network lan");
        assertThat(lan.pings(host.shell(), docker.address("web"))).isFalse();
        assertThat(lan.pings(host.inside("web"), host.lanAddress())).isFalse();
        docker.remove("web");
        docker.cli("network rm lan");

        lan.create("lan", "macvlan", "-o host_access=true");
        docker.web("web", "--network lan");
        assertThat(host.get("http://" + docker.address("web"))).isEqualTo("web");
        assertThat(host.get("http://" + docker.address("web") + "/cgi-bin/who"))
                .isEqualTo(host.lanAddress());
        assertThat(lan.pings(host.inside("web"), host.lanAddress())).isTrue();
        assertThat(lan.pings(neighbour.shell(), host.lanAddress())).isTrue();
    }

    @Test
    void otherSubInterfacesAreReachedByNameAndAlias() {
        lan.create("lan", "macvlan");
        docker.web("web", "--network lan --network-alias shop");
        docker.waiting("client", "--network lan");

        assertThat(docker.cli("exec client wget -qO- http://web")).isEqualTo("web");
        assertThat(docker.cli("exec client wget -qO- http://shop")).isEqualTo("web");
    }

    @Test
    void privateKeepsSubInterfacesApart() {
        lan.create("lan", "macvlan", "-o macvlan_mode=private");
        docker.web("web", "--network lan");
        docker.waiting("client", "--network lan");

        assertThat(lan.pings(host.inside("client"), docker.address("web"))).isFalse();
        assertThat(lan.pings(neighbour.shell(), docker.address("web"))).isTrue();
    }

    @Test
    void rejectsANeighboursAddressWithItsMac() {
        lan.create("lan", "macvlan");
        var mac = neighbour.see("cat /sys/class/net/{}/address", neighbour.uplink());
        var address = neighbour.lanAddress();

        assertThat(docker.refusal("run --network lan --ip {} busybox", address))
                .contains("Address already in use: " + address, "used on the LAN", mac);
    }

    @Test
    void containersMayAlsoJoinABridge() throws Throwable {
        lan.create("lan", "macvlan");
        docker.cli("network create --gateway 10.77.5.1 --subnet 10.77.5.0/24 br");
        docker.web("web", "--network lan -p 8080:80");
        var first = "{\"Container\":\"web\",\"EndpointConfig\":{\"GwPriority\":1}}";
        new RawApi(docker.endpoint()).post("/networks/br/connect", first);

        // Replies to the LAN leave through the macvlan interface, so the request comes from the
        // host.
        var published = "http://127.0.0.1:8080";
        Eventually.within(
                Duration.ofSeconds(10),
                () -> {
                    assertThat(host.get(published)).isEqualTo("web");
                    assertThat(lan.pings(neighbour.shell(), docker.address("web", "lan"))).isTrue();
                });
        docker.cli("network disconnect br web");
        assertThat(docker.cli("exec web ip route")).contains("default via 10.213.0.1 dev eth0");
        docker.cli("network connect br web");
        docker.cli("network disconnect lan web");
        assertThat(docker.cli("exec web ip -o link")).doesNotContain("eth0");
        assertThat(host.get(published)).isEqualTo("web");
    }

    @Test
    void withoutAParentContainersReachEachOtherOnly() {
        docker.cli("network create -d macvlan --subnet 10.77.6.0/24 alone");
        docker.web("web", "--network alone");
        docker.waiting("client", "--network alone");

        assertThat(docker.cli("exec client wget -qO- http://web")).isEqualTo("web");
        assertThat(docker.cli("exec client ip route")).doesNotContain("default");
    }
}
