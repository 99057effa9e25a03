package naru.acceptance.notes;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.UdpEcho;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashSet;

/**
 * What the notes say about names: containers find each other by name, and an alias may stand for
 * several.
 */
@InLab
class NotesNamesTest {
    private final LabHost host;
    private final Docker docker;

    NotesNamesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @BeforeEach
    void makeNetwork() {
        docker.cli("network create my_bridge");
    }

    @Test
    void resolvConfNamesOurServer() {
        docker.waiting("web", "--network my_bridge");

        assertThat(docker.cli("exec web cat /etc/resolv.conf")).contains("nameserver 127.0.0.11");
    }

    @Test
    void namesAliasesAndShortIdsResolve() {
        docker.waiting("asker", "--network my_bridge");
        var id = docker.waiting("web", "--network my_bridge --network-alias shop");

        for (var name : new String[] {"web", "WEB", "shop", id.substring(0, 12), "web.my_bridge"}) {
            assertThat(docker.cli("exec asker nslookup {}", name))
                    .contains("Address: " + docker.address("web"));
        }
    }

    @Test
    void addressesResolveToNames() {
        docker.waiting("asker", "--network my_bridge");
        docker.waiting("web", "--network my_bridge");

        assertThat(docker.cli("exec asker nslookup {}", docker.address("web")))
                .contains("name = web.my_bridge");
    }

    @Test
    void sharedAliasesResolveToAllMembers() {
        docker.waiting("asker", "--network my_bridge");
        var addresses = new HashSet<String>();
        for (var name : new String[] {"web-1", "web-2", "web-3"}) {
            docker.web(name, "--network my_bridge --network-alias web");
            addresses.add("Address: " + docker.address(name));
        }

        assertThat(docker.cli("exec asker nslookup web")).contains(addresses);
        var answered = new HashSet<String>();
        for (int i = 0; i < 30; i++) {
            answered.add(docker.cli("exec asker wget -qO- http://web/"));
        }
        assertThat(answered)
                .as("each gets its share")
                .containsExactlyInAnyOrder("web-1", "web-2", "web-3");
    }

    @Test
    void namesFollowRenameDisconnectAndStop() {
        docker.waiting("asker", "--network my_bridge");
        docker.waiting("web", "--network my_bridge");

        docker.cli("rename web shop");
        assertThat(resolves("web")).isFalse();
        assertThat(resolves("shop")).isTrue();

        docker.cli("network disconnect my_bridge shop");
        assertThat(resolves("shop")).isFalse();
        docker.cli("network connect --alias store my_bridge shop");
        assertThat(resolves("shop")).isTrue();
        assertThat(resolves("store")).isTrue();

        docker.cli("kill shop");
        assertThat(resolves("shop")).isFalse();
    }

    @Test
    void defaultBridgeHasNoNames() {
        docker.waiting("asker");
        docker.waiting("web");

        assertThat(docker.cli("exec asker cat /etc/resolv.conf")).doesNotContain("127.0.0.11");
        assertThat(docker.run("exec asker ping -c 1 -W 1 web").refusal()).contains("bad address");
    }

    @Test
    void anotherNetworksNamesAreNotThere() {
        docker.cli("network create elsewhere");
        docker.waiting("asker", "--network my_bridge");
        docker.waiting("web", "--network elsewhere");

        assertThat(resolves("web")).isFalse();
        assertThat(resolves("web.elsewhere")).isFalse();
    }

    @Test
    void containersMayRunTheirOwnNameServer() throws Exception {
        docker.waiting("asker", "--network my_bridge");

        try (var _ = new UdpEcho(host, "asker", 53)) {
            assertThat(resolves("asker")).isTrue();
        }
    }

    private boolean resolves(String name) {
        return docker.run("exec asker nslookup {}", name).exit() == 0;
    }
}
