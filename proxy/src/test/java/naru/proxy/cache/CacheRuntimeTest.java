package naru.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** What needs no nginx; CacheTest has the rest. */
class CacheRuntimeTest {
    @TempDir private Path folder;

    @Test
    void saysThatNginxIsMissing() {
        var paths =
                new CachePaths(
                        folder.resolve("cache.sock"),
                        folder.resolve("probe.sock"),
                        folder.resolve("run"),
                        folder.resolve("store"));
        try (var cache = new CacheRuntime(Optional.empty(), paths, 1 << 20, () -> {})) {
            assertThat(cache.approach(false)).isEmpty();
            assertThat(cache.approach(true))
                    .hasValueSatisfying(text -> assertThat(text).contains("apt-get install"));
            assertThat(cache.isSettled(true)).isTrue();
        }
    }
}
