package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** How the connections of an alias are spread over those who have it. */
@InLab
class BalanceTest {
    private static final int CALLS = 10_000;

    private final LabHost host;
    private final Docker docker;
    private final Tally tally;

    BalanceTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        tally = new Tally(host);
    }

    private void serve(String name, int weight) throws Throwable {
        serve(name, weight, "");
    }

    private void serve(String name, int weight, String options) throws Throwable {
        var common =
                "--network front --network-alias web --label naru.endpoint.weight=%d"
                        + " --label naru.endpoint.drain=500ms"
                        + " --health-cmd='nc 127.0.0.1 80 </dev/null' --health-interval=200ms"
                        + " --health-start-interval=200ms --health-start-period=30s ";
        tally.serve(name, common.formatted(weight) + options);
        tally.await(name);
    }

    /** The virtual address that the name server gives for an alias. */
    private String virtual(String alias) {
        var addresses = new Dig(host, "asker").addresses(alias);
        assertThat(addresses).hasSize(1);
        return addresses.getFirst();
    }

    @Test
    void aliasSpreadsConnectionsEvenly() throws Throwable {
        docker.cli("network create front");
        docker.waiting("asker", "--network front");
        for (int i = 1; i <= 4; i++) {
            serve("web-" + i, 1);
        }

        var counts = tally.from("asker", "web", CALLS);

        System.out.println("by alias: " + counts);
        assertThat(counts.keySet()).containsExactly("web-1", "web-2", "web-3", "web-4");
        for (int count : counts.values()) {
            assertThat(count).isCloseTo(CALLS / 4, within(CALLS * 2 / 100));
        }
    }

    @Test
    void virtualAddressFollowsTheWeights() throws Throwable {
        docker.cli("network create --ipv6 -o naru.alias.virtual=web front");
        docker.waiting("asker", "--network front");
        for (int i = 1; i <= 4; i++) {
            serve("web-" + i, i);
        }
        var address = virtual("web");

        var counts = tally.from("asker", address, CALLS);

        System.out.println("by virtual address: " + counts);
        assertThat(counts.keySet()).containsExactly("web-1", "web-2", "web-3", "web-4");
        for (int i = 1; i <= 4; i++) {
            int share = CALLS * i / 10;
            assertThat(counts.get("web-" + i)).isCloseTo(share, within(share * 2 / 100));
        }
        var ipv6 = new Dig(host, "asker").ask("web -t AAAA").data().getFirst();
        assertThat(tally.from("asker", ipv6, 100)).hasSize(4);
        assertThat(tally.from("", address, 100)).as("from the host").hasSize(4);
        assertThat(tally.from("web-1", address, 100))
                .as("from a member, itself included")
                .hasSize(4);
        assertThat(new Dig(host, "asker").names(address)).containsExactly("web.front.");
        assertThat(new Dig(host, "asker").addresses("tasks.web")).hasSize(4);
        assertThat(new Dig(host, "asker").addresses("web-1"))
                .containsExactly(docker.address("web-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"by alias", "by virtual address"})
    void membersComeAndGoWithoutOneFailedConnection(String how) throws Throwable {
        boolean virtual = how.equals("by virtual address");
        docker.cli("network create -o naru.alias.virtual={} front", virtual ? "web" : "");
        docker.waiting("asker", "--network front");
        for (int i = 1; i <= 3; i++) {
            serve("web-" + i, 1);
        }

        var calling = tally.calling("asker", virtual ? virtual("web") : "web");
        serve("web-4", 1);
        docker.cli("stop web-1");
        docker.cli("start web-1");
        tally.await("web-1");
        docker.cli("stop web-2");
        docker.cli("rm web-2");
        serve("web-5", 1);
        Thread.sleep(200); // so that the last one gets its share
        var counts = calling.end();

        assertThat(counts.keySet())
                .contains("web-3", "web-4", "web-5")
                .allMatch(name -> name.startsWith("web-"));
    }

    @Test
    void stickyAddressKeepsTheClientsMember() throws Throwable {
        docker.cli("network create front");
        for (var asker : List.of("asker", "other-1", "other-2", "other-3", "other-4", "other-5")) {
            docker.waiting(asker, "--network front");
        }
        for (int i = 1; i <= 3; i++) {
            serve(
                    "web-" + i,
                    1,
                    "--label naru.endpoint.virtual=web --label naru.endpoint.sticky=web");
        }
        var address = virtual("web");

        var mine = tally.from("asker", address, 20);
        assertThat(mine).hasSize(1);
        var members = new TreeSet<>(mine.keySet());
        for (int i = 1; i <= 5; i++) {
            members.addAll(tally.from("other-" + i, address, 1).keySet());
        }
        assertThat(members).as("other clients, other members").hasSizeGreaterThan(1);

        var member = mine.keySet().iterator().next();
        docker.cli("stop {}", member);
        assertThat(tally.from("asker", address, 20)).hasSize(1).doesNotContainKey(member);
        docker.cli("start {}", member);
        tally.await(member); // which has another address now
        assertThat(tally.from("asker", address, 20)).hasSize(1);
    }

    @Test
    void virtualAddressOutlivesMembersAndDaemon() throws Throwable {
        docker.cli("network create -o naru.alias.virtual=web front");
        docker.waiting("asker", "--network front");
        var address = virtual("web");
        var bridge = host.bridge("front");
        assertThat(tally.from("asker", address, 1).keySet().iterator().next())
                .as("refused at once, and not by a server of the host's own")
                .contains("failed: ")
                .doesNotContain("timed out");
        serve("web-1", 1);
        serve("web-2", 1);
        assertThat(virtual("web")).isEqualTo(address);
        assertThat(docker.refusal("run --rm --network front --ip {} busybox true", address))
                .contains("Address already in use: " + address + " is held by alias web");

        var daemon = new Daemon(host);
        var calling = tally.calling("asker", address);
        daemon.kill();
        daemon.start();
        var counts = calling.end();
        assertThat(counts.keySet())
                .as("the kernel needs no daemon")
                .containsExactly("web-1", "web-2");
        assertThat(virtual("web")).isEqualTo(address);

        host.see("ip addr del {}/32 dev {}", address, bridge);
        host.see("nft flush map inet naru balanced4");
        Eventually.within(
                Duration.ofSeconds(5),
                () ->
                        assertThat(tally.from("asker", address, 50))
                                .containsOnlyKeys("web-1", "web-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void worksWithAndWithoutBridgeNetfilter(String filtered) throws Throwable {
        for (var tables : List.of("iptables", "ip6tables")) {
            host.see("sysctl -w net.bridge.bridge-nf-call-{}={}", tables, filtered);
        }
        try {
            docker.cli("network create --internal --ipv6 -o naru.alias.virtual=web front");
            docker.cli("network create elsewhere");
            docker.waiting("asker", "--network front");
            docker.waiting("stranger", "--network elsewhere");
            for (var name : List.of("web-1", "web-2")) {
                serve(name, 1);
            }
            var address = virtual("web");
            for (var target :
                    List.of(address, new Dig(host, "asker").ask("web -t AAAA").data().getFirst())) {
                assertThat(tally.from("asker", target, 20)).containsOnlyKeys("web-1", "web-2");
                assertThat(tally.from("web-1", target, 20)).containsOnlyKeys("web-1", "web-2");
            }
            assertThat(tally.from("stranger", address, 1).keySet())
                    .as("from another network")
                    .allMatch(answer -> answer.startsWith("failed: "));
        } finally {
            for (var tables : List.of("iptables", "ip6tables")) {
                host.see("sysctl -w net.bridge.bridge-nf-call-{}=1", tables);
            }
        }
    }

    @Test
    void oddOptionsAreRefused() {
        assertThat(docker.refusal("network create -o naru.alias.virtual='a b/c' front"))
                .contains("invalid naru.alias.virtual value: a b/c: no name: b/c");
        assertThat(
                        docker.refusal(
                                "network create --internal -o"
                                        + " com.docker.network.bridge.gateway_mode_ipv4=isolated -o"
                                        + " naru.alias.virtual=a front"))
                .contains("network front has no virtual addresses");
        docker.cli("network create front");
        assertThat(
                        docker.refusal(
                                "run --rm --network front --label naru.endpoint.weight=much busybox"
                                        + " true"))
                .contains("invalid naru.endpoint.weight value: much: wanted are 0 to 1000");
    }
}
