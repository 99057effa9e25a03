package naru.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class RunningProcessTest {
    private static final Duration GRACE = Duration.ofMinutes(1);

    @Test
    void isReadFromFile(@TempDir Path folder) throws Exception {
        var self = RunningProcess.of(ProcessHandle.current().pid()).orElseThrow();
        self.write(folder.resolve("pid"));

        assertThat(RunningProcess.read(folder.resolve("pid"))).contains(self);
        assertThat(self.isAlive()).isTrue();
    }

    @Test
    void detectsReusedId() {
        var self = RunningProcess.of(ProcessHandle.current().pid()).orElseThrow();
        var earlier = new RunningProcess(self.pid(), self.started() - 1);

        earlier.end(GRACE); // would kill this test

        assertThat(earlier.isAlive()).isFalse();
    }

    @Test
    void killsProcessIgnoringSigterm() throws Exception {
        var process =
                new ProcessBuilder("sh", "-c", "trap '' TERM; echo on; sleep 60 & wait; wait")
                        .start();
        process.inputReader().readLine();

        RunningProcess.of(process.pid()).orElseThrow().end(Duration.ofMillis(50));

        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void isAbsentWithoutCompleteFile(@TempDir Path folder) throws Exception {
        assertThat(RunningProcess.read(folder.resolve("pid"))).isEmpty();
        Files.writeString(folder.resolve("pid"), "12");
        assertThat(RunningProcess.read(folder.resolve("pid"))).isEmpty();
    }

    @Test
    void isAbsentIfFileIsDamaged(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid");
        for (var text : new String[] {"", "\0\0\0 \0", "12 late", "12 13 14", "9".repeat(40)}) {
            Files.writeString(file, text);

            assertThat(RunningProcess.read(file)).as(text).isEmpty();
        }
    }
}
