package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** How the names of containers are answered. */
@InLab
class NamesTest {
    private final LabHost host;
    private final Docker docker;

    @RegisterExtension private final ReconfiguredDaemon daemon;

    NamesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        daemon = new ReconfiguredDaemon(host);
    }

    private Dig asker(String options) {
        docker.waiting("asker", options);
        return new Dig(host, "asker");
    }

    @Test
    void resolvesEveryNameOverUdpAndTcp() {
        docker.cli("network create --ipv6 --subnet fd00:5e::/64 --subnet 10.231.0.0/24 front");
        var dig = asker("--network front");
        var id =
                docker.waiting(
                        "web",
                        "--network front --hostname shop-host --network-alias Shop --network-alias"
                                + " api.v1 --label com.docker.compose.service=site --label"
                                + " com.docker.compose.project=blue");
        var ipv4 = docker.address("web");
        var ipv6 = docker.inspect("web", "{{.NetworkSettings.Networks.front.GlobalIPv6Address}}");

        for (var name :
                List.of(
                        "web",
                        "WEB",
                        "web.",
                        "shop",
                        "shop-host",
                        id.substring(0, 12),
                        "web.front",
                        "Shop.Front.",
                        "api.v1",
                        "api.v1.front",
                        "site.blue")) {
            assertThat(dig.ask("{} -t A", name).data()).as(name).containsExactly(ipv4);
            assertThat(dig.ask("{} -t AAAA +tcp", name).data()).as(name).containsExactly(ipv6);
        }
        assertThat(dig.ask("web -t A +noedns").data()).containsExactly(ipv4);
        assertThat(dig.ask("web -t A +edns=0 +nsid +subnet=0/0").data()).containsExactly(ipv4);
        assertThat(dig.ask("web -t ANY").data()).containsExactlyInAnyOrder(ipv4, ipv6);
        for (var address : List.of(ipv4, ipv6)) {
            assertThat(dig.names(address)).containsExactly("web.front.");
        }
    }

    @Test
    void missingRecordTypesGiveAnEmptyAnswer() {
        docker.cli("network create front");
        var dig = asker("--network front");

        for (var type : List.of("AAAA", "MX", "TXT", "SRV", "HTTPS", "NS")) {
            var reply = dig.ask("asker -t {}", type);
            assertThat(reply.status()).as(type).isEqualTo("NOERROR");
            assertThat(reply.lines()).as(type).isEmpty();
        }
        assertThat(dig.ask("nobody -t A").status()).isNotEqualTo("NOERROR");
    }

    @Test
    void linksArePrivateNames() {
        docker.cli("network create front");
        docker.waiting("db", "--network front");
        var dig = asker("--network front --link db:store");
        docker.waiting("other", "--network front");

        assertThat(dig.addresses("store")).containsExactly(docker.address("db"));
        assertThat(new Dig(host, "other").ask("store -t A").status()).isNotEqualTo("NOERROR");
    }

    @Test
    void answersAreShuffledOrNearestFirst() {
        for (var order : List.of("shuffled", "nearest")) {
            docker.cli("network create -o naru.dns.order={} {}", order, order);
            for (int i = 1; i <= 3; i++) {
                docker.waiting(order + i, "--network {} --network-alias all", order);
            }
            var dig = new Dig(host, order + "2");
            var firsts = new HashSet<String>();
            for (int i = 0; i < 12; i++) {
                var addresses = dig.addresses("all");
                assertThat(addresses).hasSize(3).doesNotHaveDuplicates();
                firsts.add(addresses.getFirst());
            }
            if (order.equals("nearest")) {
                assertThat(firsts).containsExactly(docker.address("nearest2"));
            } else {
                assertThat(firsts).hasSizeGreaterThan(1);
            }
        }
    }

    @Test
    void networkOptionsSetTtlAndDomain() {
        docker.cli("network create usual");
        docker.cli("network create -o naru.dns.ttl=60 -o naru.dns.domain=Shop.Test front");
        var dig = asker("--network front");
        docker.cli("network connect usual asker");
        docker.waiting("other", "--network usual");

        assertThat(dig.ask("asker.front -t A").ttls()).containsExactly("60");
        assertThat(dig.ask("other -t A").ttls()).containsExactly("5");
        assertThat(dig.addresses("asker.shop.test"))
                .containsExactly(docker.address("asker", "front"));
        assertThat(dig.names(docker.address("asker", "front"))).containsExactly("asker.shop.test.");
        assertThat(dig.ask("nobody.shop.test -t A").status()).isEqualTo("NXDOMAIN");
        assertThat(docker.refusal("network create -o naru.dns.ttl=long never"))
                .contains("invalid naru.dns.ttl value: long: wanted are 0 to 86400 seconds");
    }

    @Test
    void worksReadOnlyUnprivilegedAndWithoutIpv4() {
        var ipv6Only = "-o com.docker.network.enable_ipv4=false"; // older clients have no --ipv4
        docker.cli("network create " + ipv6Only + " --ipv6 --subnet fd00:5e::/64 six");
        docker.waiting("web", "--network six");
        docker.waiting("asker", "--network six --read-only --user 1000 --cap-drop ALL");

        var ipv6 = docker.inspect("web", "{{.NetworkSettings.Networks.six.GlobalIPv6Address}}");
        assertThat(ipv6).startsWith("fd00:5e::");
        assertThat(docker.cli("exec asker nslookup web")).contains("Address: " + ipv6);
    }

    @Test
    void wildcardAliasesMatchAllPrefixes() {
        docker.cli("network create front");
        var dig = asker("--network front");
        docker.waiting("proxy", "--network front --network-alias '*.apps.test'");

        for (var name : List.of("a.apps.test", "x.y.apps.test", "B.Apps.Test.")) {
            assertThat(dig.addresses(name)).containsExactly(docker.address("proxy"));
        }
        assertThat(dig.ask("apps.test -t A").status()).isNotEqualTo("NOERROR");
    }

    @Test
    void unhealthyOrPausedMembersLeaveSharedAliases() throws Throwable {
        docker.cli("network create front");
        docker.cli("network create -o naru.dns.health_aware=false plain");
        var dig = asker("--network front");
        docker.cli("network connect plain asker");
        docker.waiting("good", "--network front --network-alias web");
        docker.waiting(
                "bad",
                "--network front --network-alias web --health-cmd='test -e /fine'"
                        + " --health-interval=100ms --health-retries=1");
        for (var container : List.of("good", "bad")) {
            docker.cli("network connect --alias both plain {}", container);
        }
        var good = docker.address("good", "front");
        var bad = docker.address("bad", "front");

        Eventually.within(
                Duration.ofSeconds(10),
                () -> assertThat(dig.addresses("web")).containsExactly(good));
        assertThat(dig.addresses("bad")).as("its own name").containsExactly(bad);
        assertThat(dig.addresses("both.plain")).as("where this is switched off").hasSize(2);

        docker.cli("pause good");
        assertThat(dig.addresses("web")).as("none is better").containsExactlyInAnyOrder(good, bad);
        docker.cli("exec bad touch /fine");
        Eventually.within(
                Duration.ofSeconds(10),
                () -> assertThat(dig.addresses("web")).containsExactly(bad));
        docker.cli("unpause good");
        assertThat(dig.addresses("web")).containsExactlyInAnyOrder(good, bad);
    }

    @Test
    void startingMembersJoinOnceHealthy() throws Throwable {
        docker.cli("network create front");
        var dig = asker("--network front");
        docker.waiting("ready", "--network front --network-alias web");
        docker.waiting(
                "fresh",
                "--network front --network-alias web --health-cmd='test -e /fine'"
                        + " --health-start-period=60s --health-start-interval=100ms");

        assertThat(dig.addresses("web")).containsExactly(docker.address("ready"));
        assertThat(dig.addresses("fresh")).containsExactly(docker.address("fresh"));
        docker.cli("exec fresh touch /fine");
        Eventually.within(
                Duration.ofSeconds(10), () -> assertThat(dig.addresses("web")).hasSize(2));
    }

    @Test
    void hostResolvesNamesWhenConfigured() throws Exception {
        docker.cli("network create front");
        docker.web("web", "--network front");
        daemon.restartWithFile("{\"dns-for-host\": \"127.1.1.53\"}");
        var dig = Dig.onHost(host, "127.1.1.53");
        assertThat(dig.addresses("web.naru")).containsExactly(docker.address("web"));
        assertThat(dig.addresses("Web.Front.Naru.")).containsExactly(docker.address("web"));
        assertThat(dig.ask("web.naru -t A +tcp").data()).containsExactly(docker.address("web"));
        assertThat(dig.names(docker.address("web"))).containsExactly("web.front.naru.");
        assertThat(dig.ask("nobody.naru -t A").status()).isEqualTo("NXDOMAIN");
        assertThat(dig.ask("web -t A").status())
                .as("others know about the rest")
                .isEqualTo("SERVFAIL");
    }

    @Test
    void stoppingMembersLeaveBeforeTheSignal() throws Throwable {
        docker.cli("network create front");
        var dig = asker("--network front");
        docker.waiting("staying", "--network front --network-alias web");
        docker.waiting(
                "leaving", "--network front --network-alias web --label naru.endpoint.drain=20s");
        var staying = docker.address("staying");

        var stop = docker.start("stop -t 0 leaving");
        Eventually.within(
                Duration.ofSeconds(10),
                () -> assertThat(dig.addresses("web")).containsExactly(staying));
        assertThat(docker.inspect("leaving", "{{.State.Running}}"))
                .as("it goes on serving those who know its address")
                .isEqualTo("true");
        docker.cli("kill leaving");
        assertThat(stop.waitFor()).isZero();
        assertThat(docker.refusal("create --label naru.endpoint.drain=1h web"))
                .contains("invalid naru.endpoint.drain value: 1h");
    }
}
