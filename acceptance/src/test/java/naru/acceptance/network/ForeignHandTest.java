package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What others break comes back within a second. */
@InLab
class ForeignHandTest {
    private static final Duration SECOND =
            Duration.ofMillis(1_500); // and what the tools themselves take

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    ForeignHandTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @BeforeEach
    void start() throws Throwable {
        docker.cli("network create my_bridge");
        docker.web("web", "--network my_bridge -p 8080:80");
        docker.waiting("asker", "--network my_bridge");
        Eventually.within(Duration.ofSeconds(3), this::works);
    }

    @Test
    void restoresAFlushedRuleset() throws Throwable {
        host.see("nft flush ruleset");

        Eventually.within(SECOND, this::works);
    }

    @Test
    void restoresADeletedTable() throws Throwable {
        host.see("nft delete table inet naru");

        Eventually.within(SECOND, this::works);
    }

    @Test
    void restoresADeletedBridgeWithItsContainers() throws Throwable {
        host.see("ip link del {}", host.bridge("my_bridge"));

        Eventually.within(SECOND, this::works);
    }

    @Test
    void setsADownedBridgeUp() throws Throwable {
        host.see("ip link set {} down", host.bridge("my_bridge"));

        Eventually.within(SECOND, this::works);
    }

    @Test
    void reattachesADetachedVeth() throws Throwable {
        host.see("ip link set {} nomaster", host.hostEnd("web"));

        Eventually.within(SECOND, this::works);
    }

    @Test
    void foreignRulesAndLinksStay() {
        host.see("nft add table inet mine");
        host.see("ip link add br-mine type bridge");
        try {
            host.see("nft delete table inet naru");
            assertThat(host.see("nft list tables")).contains("table inet mine");
            assertThat(host.see("ip link show br-mine")).contains("br-mine");
        } finally {
            host.see("nft delete table inet mine");
            host.see("ip link del br-mine");
        }
    }

    /** A file such as /etc/nftables.conf, which begins by flushing everything. */
    @Test
    void keepsTheUsersChainOfARulesetFile(@TempDir Path folder) throws Throwable {
        var file =
                Files.writeString(
                        folder.resolve("nftables.conf"),
                        """
                        flush ruleset
                        table inet naru {
                            chain user {
                                meta l4proto tcp ct original proto-dst 8080 ip saddr != 192.0.2.0/24 drop
                            }
                        }
                        """);
        try {
            host.see("nft -f {}", file);

            Eventually.within(
                    SECOND,
                    () ->
                            assertThat(host.see("nft list table inet naru"))
                                    .contains("ip saddr != 192.0.2.0/24 drop")
                                    .contains("\"published ports\""));
            assertThat(fromLan()).isEmpty();
        } finally {
            host.see("nft flush ruleset");
        }
        Eventually.within(SECOND, this::works);
    }

    private void works() {
        assertThat(fromLan()).isEqualTo("web");
        assertThat(docker.run("exec asker timeout 1 wget -qO- http://web/").output().strip())
                .isEqualTo("web");
    }

    private String fromLan() {
        var place = "http://" + host.lanAddress() + ":8080/";
        return neighbour.shell().run("curl -sS --max-time 0.5 {}", place).output().strip();
    }
}
