package naru.container.event;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.event.ContainerEvent.ActionDone;
import naru.container.event.ContainerEvent.Created;
import naru.container.event.ContainerEvent.Exited;
import naru.container.event.ContainerEvent.HealthChanged;
import naru.container.event.ContainerEvent.Removed;
import naru.container.event.ContainerEvent.Renamed;
import naru.container.event.ContainerEvent.Restored;
import naru.container.event.ContainerEvent.Started;
import naru.container.event.ContainerInfo.Phase;
import naru.network.event.EventLog;
import naru.network.event.Subscription;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ContainerViewTest {
    private final EventLog<ContainerEvent, ContainerSnapshot> log =
            new EventLog<>("run", Clock.systemUTC(), new ContainerView());

    private static ContainerInfo container(String id, Phase phase) {
        return container(id, phase, null);
    }

    private static ContainerInfo container(String id, Phase phase, @Nullable String health) {
        return new ContainerInfo(id, "name-" + id, "busybox", Map.of("tier", "web"), phase, health);
    }

    private List<ContainerInfo> snapshot() {
        try (var watch = log.watch()) {
            return watch.snapshot().containers();
        }
    }

    @Test
    void followsTheLifeOfAContainer() {
        log.append(new Restored(List.of(container("a", Phase.EXITED))));
        log.append(new Created(container("b", Phase.CREATED)));
        log.append(new Started(container("b", Phase.RUNNING)));
        log.append(new HealthChanged(container("b", Phase.RUNNING, "healthy")));
        assertThat(snapshot())
                .containsExactly(
                        container("a", Phase.EXITED), container("b", Phase.RUNNING, "healthy"));

        log.append(new Exited(container("b", Phase.EXITED), 1, false, Duration.ofSeconds(2)));
        log.append(new Removed(container("a", Phase.EXITED)));
        assertThat(snapshot()).containsExactly(container("b", Phase.EXITED));
    }

    @Test
    void keepsTheOrderOfCreation() {
        log.append(new Created(container("a", Phase.CREATED)));
        log.append(new Created(container("b", Phase.CREATED)));
        log.append(new Renamed(container("a", Phase.CREATED), "old"));

        assertThat(snapshot()).extracting(ContainerInfo::id).containsExactly("a", "b");
    }

    @Test
    void ignoresActionsAfterTheRemoval() {
        log.append(new Created(container("a", Phase.CREATED)));
        log.append(new Removed(container("a", Phase.CREATED)));
        log.append(new ActionDone(container("a", Phase.CREATED), "exec_die", Map.of()));

        assertThat(snapshot()).isEmpty();
    }

    @Test
    void startsLateAndResumes() throws Exception {
        log.append(new Created(container("a", Phase.CREATED)));
        var watch = log.watch();
        log.append(new Started(container("a", Phase.RUNNING)));
        assertThat(watch.snapshot().containers()).containsExactly(container("a", Phase.CREATED));
        assertThat(drain(watch.subscription()))
                .containsExactly("2 " + new Started(container("a", Phase.RUNNING)));
        var position = log.position();
        watch.close();
        log.append(new Removed(container("a", Phase.EXITED)));

        var resumed = log.resume(position).orElseThrow();

        assertThat(drain(resumed))
                .containsExactly("3 " + new Removed(container("a", Phase.EXITED)));
    }

    @Test
    void disconnectsSlowConsumers() {
        var slow = log.watch().subscription();
        for (int i = 0; i < 10_000; i++) {
            log.append(new Renamed(container("a", Phase.CREATED), "old"));
        }

        assertThat(slow.end()).contains(Subscription.End.TOO_SLOW);
    }

    private static List<String> drain(Subscription<ContainerEvent> subscription)
            throws InterruptedException {
        var all = new ArrayList<String>();
        for (var next = subscription.poll(Duration.ZERO);
                next != null;
                next = subscription.poll(Duration.ZERO)) {
            all.add(next.revision() + " " + next.event());
        }
        return all;
    }
}
