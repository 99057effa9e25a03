package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.event.Events;
import naru.container.model.StopOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Health checks of containers that run. */
@ExtendWith(TestEngineExtension.class)
class HealthLiveTest {
    private final TestEngine engine;

    HealthLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    private String checked(String name, String test, String more) {
        return engine.createWith(
                name,
                "{\"Healthcheck\":{\"Test\":"
                        + test
                        + ",\"Interval\":100000000,\"Retries\":2"
                        + more
                        + "}}",
                "{}",
                "sleep",
                "600");
    }

    /** Waits for an event of a container, while events arrive. */
    private static void await(Events.Subscription events, String id, String action)
            throws InterruptedException {
        for (var event = events.poll(1, TimeUnit.MINUTES);
                event != null;
                event = events.poll(1, TimeUnit.MINUTES)) {
            if (event.actorId().equals(id) && event.action().equals(action)) {
                return;
            }
        }
        throw new AssertionError("no " + action);
    }

    @Test
    void followWhatTheProbeSees() throws Exception {
        String id = checked("follows", "[\"CMD-SHELL\",\"cat /ok && echo seen\"]", "");
        try (var events = engine.events.subscribe(Instant.now())) {
            engine.containers.start(id);
            assertThat(engine.containers.find(id).state().health().status()).isEqualTo("starting");
            await(events, id, "health_status: unhealthy");
            var health = engine.containers.find(id).state().health();
            assertThat(health.failingStreak()).isGreaterThanOrEqualTo(2);
            assertThat(health.log().getLast().exitCode()).isEqualTo(1);
            assertThat(health.log().getLast().output()).contains("No such file");

            engine.containers.startExec(
                    engine.containers.createExec(
                            id, TestEngine.exec("{\"Cmd\":[\"touch\",\"/ok\"]}")));
            await(events, id, "health_status: healthy");
            health = engine.containers.find(id).state().health();
            assertThat(health.failingStreak()).isZero();
            assertThat(health.log().getLast().output()).isEqualTo("seen\n");
            assertThat(health.log()).hasSizeLessThanOrEqualTo(5);
        }
        engine.containers.remove(id, true, true);
    }

    @Test
    void killTheProbeThatTakesTooLong() throws Exception {
        String id =
                checked(
                        "slow",
                        "[\"CMD-SHELL\",\"echo begun; exec sleep 500\"]",
                        ",\"Timeout\":300000000");
        try (var events = engine.events.subscribe(Instant.now())) {
            engine.containers.start(id);
            await(events, id, "health_status: unhealthy");
        }

        var probe = engine.containers.find(id).state().health().log().getFirst();
        assertThat(probe.exitCode()).isEqualTo(-1);
        assertThat(probe.output()).isEqualTo("Health check exceeded timeout (300ms): begun\n");
        assertThat(
                        engine.containers.top(id, List.of("-ef")).rows().stream()
                                .filter(row -> row.getLast().contains("sleep 500")))
                .as("probes left over beside the one that runs")
                .hasSizeLessThanOrEqualTo(1);
        engine.containers.remove(id, true, true);
    }

    @Test
    void sayWhyAProbeCannotBegin() throws Exception {
        String id = checked("missing", "[\"CMD\",\"no-such-probe\"]", "");
        try (var events = engine.events.subscribe(Instant.now())) {
            engine.containers.start(id);
            await(events, id, "health_status: unhealthy");
        }

        var probe = engine.containers.find(id).state().health().log().getFirst();
        assertThat(probe.exitCode()).isEqualTo(-1);
        assertThat(probe.output()).contains("\"no-such-probe\": executable file not found");
        engine.containers.stop(id, new StopOptions("KILL", null));
        assertThat(engine.containers.find(id).state().health().status()).isEqualTo("unhealthy");
        assertThat(engine.containers.find(id).execIds()).isEmpty();
    }
}
