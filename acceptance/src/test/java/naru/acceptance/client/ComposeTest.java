package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Compose;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Compose 1.29 with files of real shape: {@code compose/shop.yaml} and {@code farm.yaml}. */
@InLab
class ComposeTest {
    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    ComposeTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @Test
    void shopFollowsItsFile() {
        var shop = Compose.first(docker, "shop");
        shop.cli("up -d");

        portsLeadToTheProxy(shop);
        namesAndAddressesAreThoseOfTheFile();
        theApiWaitedForAHealthyDatabase();
        aSidecarSharesItsServicesNetwork();
        volumesAndLimitsAreThoseOfTheFile();

        var before = ids();
        assertThat(shop.progress("up -d"))
                .contains("shop_proxy_1 is up-to-date", "shop_db_1 is up-to-date");
        assertThat(ids()).as("up twice changes nothing").isEqualTo(before);

        shop.with("LEVEL", "debug").cli("up -d --always-recreate-deps");
        assertThat(docker.cli("exec shop_api_1 sh -c 'echo $LEVEL'")).isEqualTo("debug");
        assertThat(docker.inspect("shop_sidecar_1", "{{.HostConfig.NetworkMode}}"))
                .as("the sidecar follows its service")
                .isEqualTo("container:" + docker.inspect("shop_api_1", "{{.Id}}"));
        assertThat(ids()).as("only what changed was replaced").containsAnyElementsOf(before);

        aProfileAddsItsService(shop);
        shop.cli("down -v");
        assertThat(docker.cli("ps -aq")).isEmpty();
        assertThat(docker.cli("volume ls -q")).isEmpty();
        assertThat(docker.cli("network ls -q --filter type=custom")).isEmpty();
    }

    private void portsLeadToTheProxy(Compose shop) {
        var proxy = docker.inspect("shop_proxy_1", "{{.Config.Hostname}}");
        var lan = "http://" + host.lanAddress();
        assertThat(neighbour.get(lan + ":8080/")).isEqualTo(proxy);
        assertThat(neighbour.get(lan + ":8082/")).isEqualTo(proxy);
        assertThat(host.get("http://127.0.0.1:8081/")).isEqualTo(proxy);
        assertThat(neighbour.shell().run("curl -sS -m 1 {}:8081/", lan).exit()).isNotZero();
        assertThat(shop.cli("port proxy 80")).startsWith("0.0.0.0:808");
    }

    private void namesAndAddressesAreThoseOfTheFile() {
        assertThat(docker.address("shop_db_1", "shop_back")).isEqualTo("172.31.7.10");
        for (var name : List.of("api", "api.shop", "backend", "shop_api_1")) {
            assertThat(docker.cli("exec shop_proxy_1 wget -qO- http://{}/", name)).isEqualTo("api");
        }
        for (var name : List.of("db", "database")) { // the second by the link
            assertThat(docker.cli("exec shop_api_1 nslookup {}", name)).contains("172.31.7.10");
        }
        assertThat(docker.cli("exec shop_api_1 cat /sys/class/net/eth0/mtu")).isEqualTo("1400");
        assertThat(docker.cli("exec shop_api_1 ip route"))
                .as("an internal network has no default route")
                .doesNotContain("default");
        assertThat(docker.cli("exec shop_proxy_1 ip route")).contains("default");
    }

    private void theApiWaitedForAHealthyDatabase() {
        assertThat(docker.inspect("shop_db_1", "{{.State.Health.Status}}")).isEqualTo("healthy");
        var healthy =
                docker.cli(
                                "events --since=1 --until=0s --filter=container=shop_db_1"
                                        + " --filter='event=health_status: healthy'"
                                        + " --format={{.TimeNano}}")
                        .lines()
                        .map(nanos -> Instant.EPOCH.plusNanos(Long.parseLong(nanos)))
                        .findFirst()
                        .orElseThrow();
        assertThat(Instant.parse(docker.inspect("shop_api_1", "{{.State.StartedAt}}")))
                .isAfter(healthy);
    }

    private void aSidecarSharesItsServicesNetwork() {
        assertThat(docker.inspect("shop_sidecar_1", "{{.HostConfig.NetworkMode}}"))
                .isEqualTo("container:" + docker.inspect("shop_api_1", "{{.Id}}"));
        assertThat(docker.cli("exec shop_sidecar_1 wget -qO- http://localhost/")).isEqualTo("api");
    }

    private void volumesAndLimitsAreThoseOfTheFile() {
        assertThat(docker.cli("exec shop_sidecar_1 cat /data/name")).isEqualTo("shop");
        assertThat(docker.refusal("exec shop_sidecar_1 touch /data/mine"))
                .contains("Read-only file system");
        assertThat(docker.cli("exec shop_db_1 sh -c 'ulimit -Sn; ulimit -Hn'"))
                .isEqualTo("1000\n2000");
        assertThat(docker.cli("exec shop_db_1 mount")).contains("tmpfs on /scratch");
        assertThat(docker.cli("volume ls -q --filter label=team=shop")).isEqualTo("shop_data");
        assertThat(
                        docker.cli(
                                "ps --filter label=team=shop --filter"
                                        + " label=com.docker.compose.service --format {{.Names}}"))
                .contains("shop_proxy_1", "shop_api_1")
                .doesNotContain("shop_db_1");
    }

    private void aProfileAddsItsService(Compose shop) {
        shop.cli("--profile debug up -d --no-recreate");
        assertThat(shop.cli("--profile debug port debugger 80")).matches("0\\.0\\.0\\.0:900[0-9]");
        assertThat(docker.cli("exec shop_debugger_1 cat /etc/hosts"))
                .containsPattern("10\\.9\\.8\\.7\\s+gate");
    }

    @Test
    void tenServicesObeyEveryCommand() {
        var farm = Compose.first(docker, "farm");
        farm.cli("up -d --scale web=10");

        assertThat(farm.cli("ps -q web").lines()).hasSize(10);
        assertThat(addresses(farm.cli("exec -T talker nslookup web"))).hasSize(10);
        var ports = new HashSet<String>();
        for (int i = 1; i <= 10; i++) {
            ports.add(farm.cli("port --index={} web 80", i));
        }
        assertThat(ports).hasSize(10).allMatch(port -> port.matches("0\\.0\\.0\\.0:81[01][0-9]"));

        assertThat(farm.cli("logs --no-color --tail 2 talker"))
                .contains("line 2", "line 3")
                .doesNotContain("line 1");
        assertThat(farm.cli("top hermit")).contains("sleep 1000");
        assertThat(farm.cli("run --rm -T talker echo 'a job'")).isEqualTo("a job");
        assertThat(farm.cli("exec -T hermit ip address")).doesNotContain("eth0");
        assertThat(farm.cli("images")).contains("farm_web_10", "busybox");

        farm.cli("pause talker");
        assertThat(farm.cli("ps talker")).contains("Paused");
        farm.cli("unpause talker");
        farm.cli("kill hermit");
        assertThat(farm.cli("ps hermit")).contains("Exit 137");
        farm.cli("start hermit");
        farm.cli("restart -t 1 talker");
        farm.cli("stop -t 1 hermit");
        farm.cli("rm -f hermit");
        assertThat(farm.cli("ps -q hermit")).isEmpty();

        farm.cli("up -d --scale web=2 web");
        assertThat(farm.cli("ps -q web").lines()).hasSize(2);
        assertThat(addresses(farm.cli("exec -T talker nslookup web"))).hasSize(2);
        farm.cli("down -t 1");
        assertThat(docker.cli("ps -aq")).isEmpty();
    }

    private HashSet<String> ids() {
        return new HashSet<>(docker.cli("ps -q --no-trunc").lines().toList());
    }

    private static List<String> addresses(String answer) {
        return Pattern.compile("Address: ([0-9.]+)")
                .matcher(answer)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
