package naru.container.event;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.event.ContainerEvent.ActionDone;
import naru.container.event.ContainerEvent.Exited;
import naru.container.event.ContainerEvent.HealthChanged;
import naru.container.event.ContainerEvent.Renamed;
import naru.container.event.ContainerEvent.Started;
import naru.container.event.ContainerEvent.Stopping;
import naru.container.event.ContainerInfo.Phase;
import naru.network.event.EventLog;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class DockerContainerEventsTest {
    private static final ContainerInfo WEB =
            new ContainerInfo(
                    "1f", "web", "nginx", Map.of("tier", "front"), Phase.RUNNING, "healthy");
    private static final String WHO = "image=nginx, name=web, tier=front}";

    private static List<String> published(ContainerEvent... changes) throws InterruptedException {
        var events = new Events(Clock.systemUTC());
        var log =
                new EventLog<ContainerEvent, ContainerSnapshot>(
                        "run", Clock.systemUTC(), new ContainerView());
        DockerContainerEvents.publish(log, events);
        for (var change : changes) {
            log.append(change);
        }
        var all = new ArrayList<String>();
        try (var subscription = events.subscribe(Instant.EPOCH)) {
            for (var event = subscription.poll(0, TimeUnit.SECONDS);
                    event != null;
                    event = subscription.poll(0, TimeUnit.SECONDS)) {
                assertThat(event.type()).isEqualTo("container");
                assertThat(event.actorId()).isEqualTo("1f");
                all.add(event.action() + " " + event.attributes());
            }
        }
        return all;
    }

    @Test
    void usesDockersActions() throws Exception {
        assertThat(
                        published(
                                new Started(WEB),
                                new HealthChanged(WEB),
                                new Renamed(WEB, "www"),
                                new ActionDone(WEB, "kill", Map.of("signal", "15"))))
                .containsExactly(
                        "start {" + WHO,
                        "health_status: healthy {" + WHO,
                        "rename {image=nginx, name=web, oldName=/www, tier=front}",
                        "kill {image=nginx, name=web, signal=15, tier=front}");
    }

    @Test
    void reportsOomBeforeDie() throws Exception {
        assertThat(published(new Exited(WEB, 137, true, Duration.ofMillis(2900))))
                .containsExactly(
                        "oom {" + WHO,
                        "die {execDuration=2, exitCode=137, image=nginx, name=web, tier=front}");
    }

    @Test
    void omitsEventsThatDockerLacks() throws Exception {
        assertThat(published(new Stopping(WEB))).isEmpty();
    }
}
