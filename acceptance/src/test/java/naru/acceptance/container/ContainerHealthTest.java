package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Health checks and restart policies, as the docker command shows them. */
@InLab
class ContainerHealthTest {
    private final Docker docker;

    ContainerHealthTest(Lab lab) {
        docker = lab.host().docker();
    }

    private String status(String name) {
        return docker.cli("ps -a --filter name={} --format {{.Status}}", name);
    }

    @Test
    void healthIsStartingHealthyAndUnhealthy() throws Throwable {
        docker.waiting(
                "checked",
                "--health-cmd='cat /ok' --health-interval=200ms --health-retries=2"
                        + " --health-start-period=30s --health-start-interval=200ms");
        assertThat(status("checked")).endsWith("(health: starting)");
        Eventually.within(
                Duration.ofSeconds(5),
                () ->
                        assertThat(docker.inspect("checked", "{{len .State.Health.Log}}"))
                                .isNotEqualTo("0"));
        assertThat(docker.inspect("checked", "{{(index .State.Health.Log 0).ExitCode}}"))
                .isEqualTo("1");

        docker.cli("exec checked sh -c 'echo fine >/ok'");
        Eventually.within(
                Duration.ofSeconds(5), () -> assertThat(status("checked")).endsWith("(healthy)"));
        assertThat(docker.cli("ps -q --filter health=healthy")).isNotEmpty();

        docker.cli("exec checked rm /ok");
        Eventually.within(
                Duration.ofSeconds(5), () -> assertThat(status("checked")).endsWith("(unhealthy)"));
        assertThat(
                        docker.cli(
                                "events --since 1m --until {} --filter container=checked --format"
                                        + " {{.Action}}",
                                java.time.Instant.now()))
                .contains("health_status: healthy", "health_status: unhealthy");
    }

    @Test
    void checksOfTheImageCanBeDisabled() {
        docker.waiting("plain", "--no-healthcheck");

        assertThat(docker.inspect("plain", "{{.State.Health}}")).isEqualTo("<nil>");
        assertThat(status("plain")).doesNotContain("health");
    }

    @Test
    void onFailureStartsAgainAsOftenAsItSays() throws Throwable {
        docker.cli("run -d --name failing --restart on-failure:2 busybox false");

        Eventually.within(
                Duration.ofSeconds(10),
                () ->
                        assertThat(
                                        docker.inspect(
                                                "failing",
                                                "{{.RestartCount}} {{.State.Status}}"
                                                        + " {{.State.ExitCode}}"))
                                .isEqualTo("2 exited 1"));
        assertThat(docker.refusal("run --restart always:3 busybox true"))
                .contains("maximum retry count");
    }

    @Test
    void updatesThePolicyOfARunningContainer() throws Throwable {
        docker.cli("run -d --name again busybox sh -c 'sleep 1000'");
        docker.cli("update --restart always again");
        var first = docker.inspect("again", "{{.State.StartedAt}}");
        docker.cli("restart -t 0 again");
        assertThat(docker.inspect("again", "{{.State.StartedAt}}")).isNotEqualTo(first);
        assertThat(docker.inspect("again", "{{.HostConfig.RestartPolicy.Name}}"))
                .isEqualTo("always");
        docker.cli("stop -t 0 again");
        assertThat(docker.inspect("again", "{{.State.Status}}")).isEqualTo("exited");
    }
}
