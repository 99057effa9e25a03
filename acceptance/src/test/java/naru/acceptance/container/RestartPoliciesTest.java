package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts by restart policy: their order, what happens when they fail, what is seen meanwhile. */
@InLab
class RestartPoliciesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STATE = "{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}";

    private final LabHost host;
    private final Docker docker;
    private final RawApi api;

    RestartPoliciesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint());
    }

    private String state(String container) {
        return docker.inspect(container, STATE).strip();
    }

    private void assertSoon(String container, String state) throws Throwable {
        Eventually.within(SOON, () -> assertThat(state(container)).isEqualTo(state));
    }

    private String create(String name, String options, Object... arguments) {
        var words = CommandLine.words(options, arguments);
        return docker.cli("create --restart always --name {} {} busybox sleep 1000", name, words);
    }

    /** Kills the daemon and the first processes of containers, as a reset of the machine would. */
    private void resetAndStart(String... containers) throws Exception {
        var pids = new ArrayList<String>();
        for (var container : containers) {
            pids.add(docker.pid(container));
        }
        var daemon = new Daemon(host);
        daemon.kill();
        new Shell().run("kill -9 {}", pids).text();
        daemon.start();
    }

    @Test
    void startsInOrderOfDependencyAfterAReset() throws Throwable {
        create(
                "vpn",
                "--ipc shareable"); // the members come first in the alphabet, and were created last
        create("app", "--network container:vpn");
        create("debug", "--pid container:app --ipc container:vpn");
        create("db", "--ipc shareable");
        create("api", "--link db --ipc container:db");
        String[] all = {"vpn", "db", "app", "debug", "api"};
        for (var container : all) {
            docker.cli("start {}", container);
        }

        resetAndStart(all);

        for (var container : all) {
            assertSoon(container, "running 0");
        }
        assertThat(docker.cli("exec debug cat /proc/1/cmdline")).contains("sleep");
        assertThat(docker.cli("exec api cat /etc/hosts")).contains("\tdb ");
    }

    @Test
    void waitsForATargetThatCannotStartYet() throws Throwable {
        docker.cli("run -d --name holder -p 8099:80 busybox sleep 99");
        create("vpn", "-p 8099:80");
        create("app", "--network container:vpn");
        assertThat(docker.refusal("start vpn")).contains("8099");
        assertThat(docker.refusal("start app"))
                .contains("cannot join network namespace of a non running container");
        assertSoon("app", "restarting 128 waiting for container /vpn, which does not run yet");

        docker.remove("holder");
        docker.cli("restart vpn"); // instead of waiting for the next try

        assertSoon("app", "running 0");
    }

    @Test
    void reportsCyclesAndMissingTargets() throws Throwable {
        docker.cli("create --name back busybox true");
        create("front", "--pid container:back");
        docker.remove("back");
        assertThat(docker.refusal("start front")).contains("No such container: back");
        assertSoon("front", "restarting 128 failed to join PID namespace: No such container: back");

        create("back", "--network container:front");
        docker.run("start back");

        Eventually.within(
                SOON,
                () ->
                        assertThat(state("back"))
                                .contains("cannot start: containers depend on each other: ")
                                .contains("/front -> /back"));
        docker.cli("stop front back");
        assertThat(state("front")).startsWith("created 128 ");
    }

    @Test
    void retriesAFailedStartUntilThePortIsFree() throws Throwable {
        docker.cli("run -d --name holder -p 8098:80 busybox sleep 99");
        var refusal =
                docker.refusal(
                        "run -d --name web --restart unless-stopped -p 8098:80 busybox sleep 1000");
        assertThat(refusal)
                .contains("port is already allocated")
                .doesNotContain("Error waiting for container");
        assertThat(docker.inspect("web", "{{.State.Status}} {{.State.Error}}"))
                .startsWith("restarting ")
                .contains("port is already allocated");
        assertThat(docker.cli("ps --filter name=web --format {{.Status}}"))
                .startsWith("Restarting (128) ")
                .contains("port is already allocated");

        docker.remove("holder");

        Eventually.within(
                Duration.ofSeconds(60), () -> assertThat(state("web")).isEqualTo("running 0"));
    }

    @Test
    void retriesUntilSourceAddressAndNetworkExist() throws Throwable {
        var source = Files.createTempDirectory("naru-late");
        create("disk", "--mount type=bind,source={},target=/disk", source);
        docker.cli("network create late");
        create("member", "--network late");
        create("web", "-p 203.0.113.9:8095:80");
        Files.delete(source);
        docker.cli("network rm late");
        for (var name : List.of("disk", "member", "web")) {
            docker.refusal("start {}", name);
            assertThat(state(name)).startsWith("restarting 128 ");
        }

        Files.createDirectory(source);
        docker.cli("network create late");
        host.see("ip address add 203.0.113.9/32 dev lo");
        try {
            for (var name : List.of("disk", "member", "web")) {
                Eventually.within(
                        Duration.ofSeconds(60),
                        () -> assertThat(state(name)).isEqualTo("running 0"));
            }
        } finally {
            docker.remove("disk", "member", "web");
            host.see("ip address del 203.0.113.9/32 dev lo");
            Files.delete(source);
        }
    }

    @Test
    void retriesGoOnAfterTheDaemonDies() throws Throwable {
        docker.cli("run -d --name holder -p 8097:80 busybox sleep 99");
        create("web", "-p 8097:80");
        assertThat(docker.refusal("start web")).contains("8097");
        var daemon = new Daemon(host);
        daemon.kill();
        daemon.start();
        Eventually.within(SOON, () -> assertThat(state("web")).startsWith("restarting 128 "));
        docker.remove("holder");

        docker.cli("start web");

        assertThat(state("web")).isEqualTo("running 0");
    }

    @Test
    void stopAndRemovalEndTheRetrying() throws Throwable {
        docker.cli("run -d --name holder -p 8096:80 busybox sleep 99");
        for (var name : List.of("stopped", "killed", "removed", "changed")) {
            create(name, "-p 8096:80");
            docker.refusal("start {}", name);
        }

        var waiting = docker.start("wait changed");
        Thread.sleep(300); // the command has to ask
        docker.cli("stop stopped");
        docker.cli("kill killed");
        docker.cli("rm -f removed");
        docker.cli("update --restart no changed");
        docker.remove("holder");

        assertThat(state("stopped")).startsWith("created 128 ");
        assertThat(state("killed")).startsWith("created 128 ");
        Eventually.within(SOON, () -> assertThat(state("changed")).startsWith("created 128 "));
        assertThat(Deadline.ends(SOON, waiting)).as("wait ends with the retrying").isTrue();
        assertThat(docker.cli("ps -q")).isEmpty();
    }

    @Test
    void missingProgramsAreNotRetried() {
        assertThat(docker.run("run --restart always --name typo busybox nosuchprogram").exit())
                .isEqualTo(127);
        assertThat(docker.inspect("typo", "{{.State.Status}}")).isEqualTo("created");
    }

    @Test
    void isRestartingFromTheMomentItExits() throws Throwable {
        docker.cli("run -d --name loop --restart always busybox sh -c 'usleep 300000; exit 3'");
        var seen = new java.util.TreeSet<String>();
        var deadline = Deadline.after(Duration.ofSeconds(30));
        var quiet = new RawApi(docker.endpoint(), false);
        int times = 0;
        while (times < 4 && !deadline.isOver()) {
            var body = quiet.get("/containers/loop/json").body();
            seen.add(body.replaceFirst("(?s).*\"Status\":\"([a-z]+)\".*", "$1"));
            times = Integer.parseInt(body.replaceFirst("(?s).*\"RestartCount\":(\\d+).*", "$1"));
        }
        assertThat(times).isEqualTo(4);
        assertThat(seen).contains("restarting").isSubsetOf("running", "restarting");
    }

    @Test
    void removingBetweenRunsNeedsForce() throws Throwable {
        docker.cli("run -d --name loop --restart always busybox false");
        Eventually.within(SOON, () -> assertThat(state("loop")).startsWith("restarting 1"));
        Eventually.within(
                SOON,
                () ->
                        assertThat(api.send("DELETE", "/containers/loop", "", new byte[0]))
                                .isEqualTo(
                                        new RawApi.Response(
                                                409,
                                                "{\"message\":\"cannot remove container"
                                                        + " \\\"/loop\\\": container is restarting:"
                                                        + " stop the container before removing or"
                                                        + " force remove\"}\n")));
        Eventually.within(
                SOON,
                () ->
                        assertThat(docker.refusal("exec loop true"))
                                .contains("is restarting, wait until the container is running"));
        docker.cli("stop loop");
        assertThat(state("loop")).isEqualTo("exited 1");
        docker.cli("rm loop");
    }
}
