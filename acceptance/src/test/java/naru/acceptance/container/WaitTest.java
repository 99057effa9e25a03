package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.RawApi.Response;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /containers/{id}/wait} by each of its conditions; Docker Engine API, ContainerWait.
 */
@InLab
class WaitTest {
    private static final Duration A_WHILE = Duration.ofMillis(300);

    private final Docker docker;
    private final RawApi api;

    WaitTest(Lab lab) {
        docker = lab.host().docker();
        api = new RawApi(docker.endpoint());
    }

    private CompletableFuture<Response> waiting(String container, String condition) {
        return CompletableFuture.supplyAsync(
                () -> api.post("/v1.51/containers/" + container + "/wait" + condition, ""),
                task -> Thread.ofVirtual().start(task));
    }

    private static Response answer(CompletableFuture<Response> waiting) throws Exception {
        return Deadline.get(Duration.ofSeconds(20), waiting);
    }

    private static void assertWaits(CompletableFuture<Response> waiting) throws Exception {
        Thread.sleep(A_WHILE);
        assertThat(waiting).isNotDone();
    }

    private static Response code(int exit) {
        return new Response(200, "{\"StatusCode\":" + exit + ",\"Error\":null}\n");
    }

    @Test
    void notRunningIsToldAtOnceOfOneThatDoesNotRun() throws Exception {
        docker.cli("create --name fresh busybox sh -c 'exit 4'");
        assertThat(answer(waiting("fresh", ""))).isEqualTo(code(0));

        docker.run("start -a fresh");
        assertThat(answer(waiting("fresh", ""))).isEqualTo(code(4));
        assertThat(answer(waiting("fresh", "?condition=not-running"))).isEqualTo(code(4));
        docker.cli("rm fresh");
    }

    @Test
    void notRunningWaitsForOneThatRuns() throws Exception {
        docker.waiting("box");
        var first = waiting("box", "");
        var second = waiting("box", "?condition=not-running");
        assertWaits(first);

        docker.cli("kill -s KILL box");

        assertThat(answer(first)).isEqualTo(code(137));
        assertThat(answer(second)).isEqualTo(code(137));
        docker.cli("rm box");
    }

    @Test
    void nextExitIsOneThatHasNotHappenedYet() throws Exception {
        docker.cli("run --name box busybox true");
        var next = waiting("box", "?condition=next-exit");
        assertWaits(next);

        docker.cli("start box");

        assertThat(answer(next)).isEqualTo(code(0));
        docker.cli("rm box");
    }

    @Test
    void removedIsToldWhenItIsGone() throws Exception {
        docker.run("run --name box busybox sh -c 'exit 3'");
        var removed = waiting("box", "?condition=removed");
        assertWaits(removed);
        docker.cli("rm box");
        assertThat(answer(removed)).isEqualTo(code(3));

        docker.cli("create --rm --name short busybox sh -c 'exit 6'");
        var gone = waiting("short", "?condition=removed");
        docker.cli("start short");
        assertThat(answer(gone)).isEqualTo(code(6));
        assertThat(docker.cli("ps -aq")).isEmpty();
    }

    @Test
    void rejectsUnknownConditionsAndContainers() throws Exception {
        docker.cli("create --name box busybox true");
        assertThat(answer(waiting("box", "?condition=nosuch")))
                .isEqualTo(
                        new Response(400, "{\"message\":\"invalid condition: \\\"nosuch\\\"\"}\n"));
        assertThat(answer(waiting("nosuch", "")))
                .isEqualTo(new Response(404, "{\"message\":\"No such container: nosuch\"}\n"));
        docker.cli("rm box");
    }
}
