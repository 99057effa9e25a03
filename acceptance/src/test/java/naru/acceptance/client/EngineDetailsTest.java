package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Details of replies and starts, as dockerd 26.1 has them, or better. */
@InLab
class EngineDetailsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LabHost host;
    private final Docker docker;
    private final RawApi api;

    EngineDetailsTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint());
    }

    @Test
    void listsOfImagesHaveVirtualSizesUntilApi143() {
        for (var path : new String[] {"/images/json", "/system/df?type=image"}) {
            assertThat(api.get("/v1.43" + path).body()).contains("\"VirtualSize\":");
            assertThat(api.get("/v1.44" + path).body())
                    .contains("\"Size\":")
                    .doesNotContain("VirtualSize");
        }
    }

    @Test
    void anUnknownSignalIsRefused() {
        docker.waiting("web");
        var reply = api.post("/v1.45/containers/web/kill?signal=NOSUCH", "");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("cannot kill container: web: invalid signal: NOSUCH");
    }

    @Test
    void realTimeSignalsHaveNames() throws Throwable {
        docker.cli(
                "run -d --init --name web --stop-signal SIGRTMIN+3 --stop-timeout 60 busybox"
                        + " sleep 1000");
        awaitSleep();
        docker.cli("kill --signal RTMIN+3 web");

        assertThat(docker.cli("wait web")).isEqualTo(Integer.toString(128 + 37));
        docker.cli("start web");
        awaitSleep();
        docker.cli("stop web"); // by SIGRTMIN+3, long before the timeout
        assertThat(docker.inspect("web", "{{.State.ExitCode}}"))
                .isEqualTo(Integer.toString(128 + 37));
    }

    /**
     * Waits until tini has started the program, after the time column: before, it ignores signals.
     */
    private void awaitSleep() throws Throwable {
        Eventually.within(
                SOON,
                () -> assertThat(docker.cli("top web")).containsPattern("[0-9]\\s+sleep 1000"));
    }

    @Test
    void aStoppedContainerShowsItsNetwork() {
        var network = docker.cli("network create front");
        docker.cli("run --name job --network front --network-alias worker busybox true");

        var shown = "{{with .NetworkSettings.Networks.front}}%s{{end}}";
        assertThat(docker.inspect("job", shown.formatted("{{.NetworkID}}"))).isEqualTo(network);
        assertThat(docker.inspect("job", shown.formatted("{{.DNSNames}}")))
                .matches("\\[job worker [0-9a-f]{12}]");
        assertThat(docker.inspect("job", shown.formatted("{{.EndpointID}}{{.IPAddress}}")))
                .isEmpty();
    }

    @Test
    void labelsMayHaveAnyCharacter() throws Exception {
        var keys = List.of("a&b", "a\"b", "a\\c", "<é>");
        var words = new ArrayList<Object>();
        keys.forEach(key -> words.add(key + "=v"));
        docker.cli(
                "create --name box --label {} --label {} --label {} --label {} busybox",
                words.toArray());
        docker.cli(
                "network create --label {} --label {} --label {} --label {} front",
                words.toArray());

        var daemon = new Daemon(host);
        daemon.terminate();
        daemon.start();

        for (var key : keys) {
            assertThat(docker.cli("ps -aq --filter {}", "label=" + key)).as(key).isNotEmpty();
            assertThat(docker.cli("network ls -q --filter {}", "label=" + key))
                    .as(key)
                    .isNotEmpty();
        }
    }

    @Test
    void anMtuThatIsTooSmallForIpv6IsRefusedByName() {
        assertThat(
                        docker.refusal(
                                "network create --ipv6 --subnet fd00:6f::/64"
                                        + " -o com.docker.network.driver.mtu=1000 narrow"))
                .contains("a network with IPv6 needs at least 1280")
                .contains("com.docker.network.driver.mtu");
    }

    @Test
    void aFailedStartUsesUpNoAddress() throws Exception {
        docker.cli("network create --subnet 10.87.0.0/24 small");
        docker.cli("create --name web --network small -p 8099:80 {} sleep 1000", Images.BUSYBOX);
        var holder = holdPort(8099);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(docker.refusal("start web")).contains("address already in use");
            }
        } finally {
            end(holder);
        }
        docker.cli("start web");
        assertThat(docker.address("web", "small")).isEqualTo("10.87.0.2");
    }

    @Test
    void aContainerThatWaitsForARemovedOneReportsItAtOnce() throws Throwable {
        docker.cli(
                "create --name target --restart always -p 8098:80 {} sleep 1000", Images.BUSYBOX);
        docker.cli(
                "create --name member --restart always --network container:target {} sleep 1000",
                Images.BUSYBOX);
        var holder = holdPort(8098);
        try {
            docker.refusal("start target");
            docker.refusal("start member");
            Eventually.within(
                    SOON,
                    () ->
                            assertThat(docker.inspect("member", "{{.State.Error}}"))
                                    .contains("target"));
            docker.remove("target");
            Eventually.within(
                    SOON,
                    () ->
                            assertThat(docker.inspect("member", "{{.State.Error}}"))
                                    .contains("No such container"));
        } finally {
            end(holder);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** A process of the host that holds a TCP port until it is ended. */
    private Process holdPort(int port) throws Exception {
        var holder =
                host.shell()
                        .start(
                                "python3 -c {}",
                                "import socket, time; s = socket.create_server((\"\", "
                                        + port
                                        + ")); print(\"bound\", flush=True); time.sleep(600)");
        assertThat(holder.inputReader().readLine()).isEqualTo("bound");
        return holder;
    }
}
