package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.event.ContainerInfo.Phase;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class InventoryTest {
    private long now;
    private final Inventory inventory = new Inventory(() -> now);

    private static ContainerFacts facts(String name, Phase phase) {
        return Facts.of(name, phase, "", Map.of());
    }

    private List<String> names() {
        return inventory.current().stream().map(facts -> facts.workload().name()).toList();
    }

    @Test
    void ignoresContainersThatHaveNotRun() {
        inventory.put(facts("web", Phase.CREATED));

        assertThat(names()).isEmpty();
    }

    @Test
    void keepsEndedContainersForAMoment() {
        inventory.put(facts("web", Phase.RUNNING));
        inventory.put(facts("web", Phase.EXITED));

        assertThat(names()).containsExactly("web");
        now += Duration.ofSeconds(11).toNanos();
        assertThat(names()).isEmpty();
        assertThat(inventory.lingers()).isFalse();
    }

    @Test
    void keepsContainersThatStartAgain() {
        inventory.put(facts("web", Phase.RUNNING));
        inventory.put(facts("web", Phase.EXITED));
        inventory.put(facts("web", Phase.RUNNING));
        now += Duration.ofSeconds(11).toNanos();

        assertThat(names()).containsExactly("web");
    }

    @Test
    void sortsEndedContainersBehindRunningOnes() {
        inventory.put(facts("a", Phase.RUNNING));
        inventory.put(facts("bb", Phase.RUNNING));
        inventory.remove(facts("a", Phase.RUNNING).id());

        assertThat(names()).containsExactly("bb", "a");
        assertThat(inventory.current().getLast().isActive()).isFalse();
    }

    @Test
    void endsContainersThatASnapshotLacks() {
        inventory.put(facts("a", Phase.RUNNING));
        inventory.replace(List.of(facts("bb", Phase.RUNNING)));

        assertThat(names()).containsExactly("bb", "a");
        assertThat(inventory.lingers()).isTrue();
    }
}
