package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A driver of another module, by the docker command: a daemon with {@link DummyDriver} in
 * namespaces of its own.
 */
class DriverDaemonLiveTest {
    private static final int LIMIT_S = 60;

    @TempDir private Path folder;
    private Process daemon;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        assumeTrue(isInstalled("docker"), "needs the docker command");
        daemon =
                new ProcessBuilder(command()).redirectError(folder.resolve("log").toFile()).start();
        String line = lines(daemon).readLine();
        assertThat(line).as(() -> "first line of the daemon; log: " + log()).startsWith("ready ");
    }

    private List<String> command() {
        var classPath =
                Stream.of(
                                "target/test-classes",
                                "target/classes",
                                System.getProperty("java.class.path", ""),
                                System.getProperty("jdk.module.path", ""))
                        .filter(part -> !part.isEmpty())
                        .toList();
        var words =
                new ArrayList<>(List.of("unshare", "--net", "--mount", "--propagation", "private"));
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        words.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        words.addAll(List.of(DummyDaemon.class.getName(), "daemon", "--socket", socket()));
        words.addAll(List.of("--data-root", folder.resolve("data").toString()));
        words.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
        return words;
    }

    private String socket() {
        return folder.resolve("naru.sock").toString();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            if (!daemon.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                daemon.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void createsNetworksOfADriverOfAnotherModule() throws Exception {
        assertThat(docker("network", "create", "-d", "dummy", "-o", "parent=eth0", "quiet"))
                .contains("dummy networks have no options");
        assertThat(docker("network", "create", "-d", "dummy", "quiet")).hasSize(64 + 1);
        assertThat(docker("network", "inspect", "-f", "{{.Driver}}", "quiet")).isEqualTo("dummy\n");
        assertThat(docker("network", "ls", "-f", "driver=dummy", "--format", "{{.Name}}"))
                .isEqualTo("quiet\n");
        assertThat(docker("network", "rm", "quiet")).isEqualTo("quiet\n");
    }

    /** Standard output and standard error. */
    private String docker(String... arguments) throws Exception {
        var words = new ArrayList<>(List.of("docker", "-H", "unix://" + socket()));
        words.addAll(List.of(arguments));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static BufferedReader lines(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }
}
