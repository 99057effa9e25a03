package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttachFloorLiveTest {
    @Test
    void attachesAndDetachesWithoutLeftovers() {
        try (var scratch = Scratch.create()) {
            try (var floor = new AttachFloor(scratch.path("."), 20)) {
                floor.run();
                assertThat(floor.report())
                        .contains("ATTACH", "DETACH")
                        .doesNotContain("p50      0.0");
            }
            assertThat(MountTable.below(scratch.path("."))).isEmpty();
        }
    }
}
