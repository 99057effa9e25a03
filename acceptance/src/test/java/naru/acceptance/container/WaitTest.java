package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
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
        docker.text("create", "--name", "fresh", Images.BUSYBOX, "sh", "-c", "exit 4");
        assertThat(answer(waiting("fresh", ""))).isEqualTo(code(0));

        docker.run("start", "-a", "fresh");
        assertThat(answer(waiting("fresh", ""))).isEqualTo(code(4));
        assertThat(answer(waiting("fresh", "?condition=not-running"))).isEqualTo(code(4));
        docker.text("rm", "fresh");
    }

    @Test
    void notRunningWaitsForOneThatRuns() throws Exception {
        docker.waiting("box");
        var first = waiting("box", "");
        var second = waiting("box", "?condition=not-running");
        assertWaits(first);

        docker.text("kill", "-s", "KILL", "box");

        assertThat(answer(first)).isEqualTo(code(137));
        assertThat(answer(second)).isEqualTo(code(137));
        docker.text("rm", "box");
    }

    @Test
    void nextExitIsOneThatHasNotHappenedYet() throws Exception {
        docker.text("run", "--name", "box", Images.BUSYBOX, "true");
        var next = waiting("box", "?condition=next-exit");
        assertWaits(next);

        docker.text("start", "box");

        assertThat(answer(next)).isEqualTo(code(0));
        docker.text("rm", "box");
    }

    @Test
    void removedIsToldWhenItIsGone() throws Exception {
        docker.run("run", "--name", "box", Images.BUSYBOX, "sh", "-c", "exit 3");
        var removed = waiting("box", "?condition=removed");
        assertWaits(removed);
        docker.text("rm", "box");
        assertThat(answer(removed)).isEqualTo(code(3));

        docker.text("create", "--rm", "--name", "short", Images.BUSYBOX, "sh", "-c", "exit 6");
        var gone = waiting("short", "?condition=removed");
        docker.text("start", "short");
        assertThat(answer(gone)).isEqualTo(code(6));
        assertThat(docker.text("ps", "-aq")).isEmpty();
    }

    @Test
    void conditionsAndContainersThatAreNotThereAreRefused() throws Exception {
        docker.text("create", "--name", "box", Images.BUSYBOX, "true");
        assertThat(answer(waiting("box", "?condition=nosuch")))
                .isEqualTo(
                        new Response(400, "{\"message\":\"invalid condition: \\\"nosuch\\\"\"}\n"));
        assertThat(answer(waiting("nosuch", "")))
                .isEqualTo(new Response(404, "{\"message\":\"No such container: nosuch\"}\n"));
        docker.text("rm", "box");
    }
}
