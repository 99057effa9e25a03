package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class OpenFilesTest {
    private static final List<String> LIMITS =
            List.of(
                    "Limit                     Soft Limit           Hard Limit           Units    "
                            + " ",
                    "Max open files            1024                 20000                files   "
                            + "  ");

    @Test
    void leavesRoomForBothSidesOfAConnection() {
        assertThat(OpenFiles.connections(10_000, LIMITS)).isEqualTo(9750);
        assertThat(OpenFiles.connections(100, LIMITS)).isEqualTo(100);
    }

    @Test
    void acceptsAMissingLimit() {
        assertThat(OpenFiles.connections(100, List.of())).isEqualTo(100);
    }
}
