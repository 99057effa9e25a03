package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class DrainsTest {
    @TempDir private Path folder;

    private Drains drains() {
        return new Drains(folder.resolve("drained"));
    }

    @Test
    void areKeptOverARestart() {
        assertThat(drains().ids()).isEmpty();
        assertThat(drains().change("a", true)).isTrue();
        assertThat(drains().change("b", true)).isTrue();
        assertThat(drains().change("b", true)).isFalse();

        assertThat(drains().ids()).containsExactlyInAnyOrder("a", "b");

        assertThat(drains().change("a", false)).isTrue();
        assertThat(drains().ids()).containsExactly("b");
    }

    @Test
    void worksWithoutAFile() {
        var drains = new Drains(folder.resolve("missing/drained"));

        assertThat(drains.change("a", true)).isTrue();

        assertThat(drains.ids()).containsExactly("a");
    }
}
