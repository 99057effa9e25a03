package naru.container.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.model.LogOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class LogRotationTest {
    @TempDir Path folder;

    private Path log() {
        return folder.resolve("container.log");
    }

    /** Puts a new file in the place of the log, as conmon does. */
    private void write(String... lines) throws IOException {
        var text = new StringBuilder();
        for (String line : lines) {
            text.append("2026-11-21T10:00:00.000000000+00:00 stdout F ").append(line).append('\n');
        }
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, log(), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> read(int tail) throws Exception {
        var options = new LogOptions(true, true, false, null, null, tail, false);
        var lines = new ArrayList<String>();
        try (var reader = new LogReader(log(), options, "", () -> Optional.of(Instant.MAX))) {
            for (var frame = reader.next(); frame != null; frame = reader.next()) {
                lines.add(StandardCharsets.UTF_8.decode(frame.bytes()).toString().strip());
            }
        }
        return lines;
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsTheConfiguredFilesInOrder() throws Exception {
        for (int i = 1; i <= 5; i++) {
            write("a" + i, "b" + i);
            LogRotation.rotate(log(), 3);
            LogRotation.rotate(log(), 3);
        }

        assertThat(names())
                .containsExactly(
                        "container.log",
                        "container.log.1",
                        "container.log.2",
                        "container.log.head");
        assertThat(read(-1)).containsExactly("a3", "b3", "a4", "b4", "a5", "b5");
        assertThat(read(3)).containsExactly("b4", "a5", "b5");
        assertThat(read(2)).containsExactly("a5", "b5");
        assertThat(read(4)).containsExactly("a4", "b4", "a5", "b5");
        assertThat(read(99)).hasSize(6);
        assertThat(read(0)).isEmpty();
    }

    @Test
    void isFollowedFromFileToFile() throws Exception {
        write("1");
        LogRotation.rotate(log(), 2);
        var options = new LogOptions(true, true, true, null, null, -1, false);
        try (var reader = new LogReader(log(), options, "", Optional::empty)) {
            assertThat(text(reader)).isEqualTo("1\n");
            write("2");
            assertThat(text(reader)).as("before it has been renamed").isEqualTo("2\n");
            LogRotation.rotate(log(), 2);
            write("3");
            LogRotation.rotate(log(), 2);
            assertThat(text(reader)).isEqualTo("3\n");
        }
    }

    private static String text(LogReader reader) throws Exception {
        var frame = reader.next();
        return frame == null ? "" : StandardCharsets.UTF_8.decode(frame.bytes()).toString();
    }

    @Test
    void hearsOfNewFilesUntilTheEnd() throws Exception {
        write("1");
        try (var rotation = new LogRotation()) {
            rotation.begin(log(), 2);
            write("2");
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (!Files.exists(folder.resolve("container.log.1")) && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(read(-1)).containsExactly("1", "2");

            rotation.end(log());
            write("3");
            Thread.sleep(50);
            assertThat(read(-1)).containsExactly("1", "3");
        }
    }
}
