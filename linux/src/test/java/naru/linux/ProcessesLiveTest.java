package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processes in a mount namespace of their own. */
class ProcessesLiveTest {
    @TempDir Path folder;

    @BeforeEach
    void needRoot() {
        assumeTrue(ProcessHandle.current().info().user().orElse("").equals("root"), "needs root");
    }

    @Test
    void doNotSeeWhatIsHiddenWhileWeDo() throws Exception {
        var mounts = new Mounts(Kernel.DIRECT);
        mounts.mount("tmpfs", folder, "tmpfs", 0, "size=64k");
        try {
            Files.writeString(folder.resolve("secret"), "");
            var list = new ProcessBuilder("ls", folder.toString()).redirectErrorStream(true);

            var process = Processes.spawn(list, List.of(folder));

            var seen = new String(process.getInputStream().readAllBytes()).strip();
            assertThat(process.waitFor()).isZero();
            System.out.println(
                    "the process sees ["
                            + seen
                            + "], we see "
                            + java.util.Arrays.toString(folder.toFile().list()));
            assertThat(seen).isEmpty();
            assertThat(folder.resolve("secret")).exists();
        } finally {
            mounts.unmount(folder);
        }
    }
}
