package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import naru.container.event.ContainerEvent;
import naru.container.event.ContainerEvent.OfContainer;
import naru.container.event.ContainerEvent.Stopping;
import naru.container.event.ContainerInfo;
import naru.container.event.ContainerInfo.Phase;
import naru.container.model.StopOptions;
import naru.network.event.Subscription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The event stream of containers that run. */
@ExtendWith(TestEngineExtension.class)
class ContainerEventsLiveTest {
    private static final String TRAP =
            "trap 'echo terminated; exit 7' TERM; echo up; while :; do sleep 0.05; done";

    private final TestEngine engine;

    ContainerEventsLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    private void awaitOutput(String id, String text) throws Exception {
        for (int i = 0; i < 200 && !engine.log(id).contains(text); i++) {
            Thread.sleep(50);
        }
        assertThat(engine.log(id)).contains(text);
    }

    private static List<String> namesOf(Subscription<ContainerEvent> subscription, String id)
            throws InterruptedException {
        var names = new ArrayList<String>();
        for (var next = subscription.poll(Duration.ZERO);
                next != null;
                next = subscription.poll(Duration.ZERO)) {
            if (next.event() instanceof OfContainer change && change.container().id().equals(id)) {
                names.add(
                        change instanceof ContainerEvent.ActionDone done
                                ? done.action()
                                : change.getClass().getSimpleName());
            }
        }
        return names;
    }

    @Test
    void reportsALifeInOrder() throws Exception {
        try (var watch = engine.containers.events().watch()) {
            String id = engine.create("life", "{}", "sh", "-c", TRAP);
            engine.containers.start(id);
            engine.containers.pause(id);
            engine.containers.unpause(id);
            engine.containers.rename(id, "life2");
            engine.containers.stop(id, new StopOptions(null, null));
            engine.containers.remove(id, false, false);

            assertThat(namesOf(watch.subscription(), id))
                    .containsExactly(
                            "Created",
                            "Started",
                            "Paused",
                            "Unpaused",
                            "Renamed",
                            "Stopping",
                            "kill",
                            "Exited",
                            "stop",
                            "Removed");
        }
    }

    @Test
    void startsLateWithASnapshot() throws Exception {
        String id = engine.create("late", "{}", "sleep", "600");
        engine.containers.start(id);

        try (var watch = engine.containers.events().watch()) {
            assertThat(watch.snapshot().containers())
                    .filteredOn(container -> container.id().equals(id))
                    .extracting(ContainerInfo::name, ContainerInfo::phase)
                    .containsExactly(tuple("late", Phase.RUNNING));
            engine.containers.remove(id, true, false);

            assertThat(namesOf(watch.subscription(), id))
                    .containsExactly("Stopping", "kill", "Exited", "Removed");
        }
    }

    @Test
    void reportsStoppingBeforeTheSignal() throws Exception {
        String id = engine.create("trap", "{}", "sh", "-c", TRAP);
        var outputAtEvent = new AtomicReference<>("no event");
        engine.containers
                .events()
                .observe(numbered -> {
                    if (numbered.event() instanceof Stopping stopping
                            && stopping.container().id().equals(id)) {
                        outputAtEvent.set(outputLater(id));
                    }
                });
        engine.containers.start(id);
        awaitOutput(id, "up");

        engine.containers.stop(id, new StopOptions(null, null));

        assertThat(outputAtEvent.get()).isEqualTo("up\n");
        assertThat(engine.log(id)).isEqualTo("up\nterminated\n");
        assertThat(engine.containers.find(id).state().exitCode()).isEqualTo(7);
        engine.containers.remove(id, false, false);
    }

    /** The output after a pause in which a signal would have reached the program. */
    private String outputLater(String id) {
        try {
            Thread.sleep(400);
            return engine.log(id);
        } catch (Exception failure) {
            return failure.toString();
        }
    }

    @Test
    void keepsSnapshotsOverARestart() throws Exception {
        String id = engine.create("kept", "{}", "sleep", "600");
        engine.containers.start(id);
        var position = engine.containers.events().position();

        engine.kill();
        engine.start();

        assertThat(engine.containers.events().resume(position)).isEmpty();
        try (var watch = engine.containers.events().watch()) {
            assertThat(watch.snapshot().containers())
                    .filteredOn(container -> container.id().equals(id))
                    .extracting(ContainerInfo::phase)
                    .containsExactly(Phase.RUNNING);
        }
        engine.containers.remove(id, true, false);
    }
}
