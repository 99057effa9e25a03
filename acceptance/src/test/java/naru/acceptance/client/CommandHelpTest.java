package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.StandaloneDaemon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The launcher with the cache of classes, which tests start without otherwise. */
@InLab
class CommandHelpTest {
    private final Lab lab;

    @TempDir private Path work;

    CommandHelpTest(Lab lab) {
        this.lab = lab;
    }

    /** A copy of the product beside which a cache of its own lies. */
    private void copy() throws IOException {
        var product = Product.root().resolve("cli/target/naru");
        new Shell().run("cp -r {}/lib {}/native {}", product, product, work).text();
        Files.createDirectory(work.resolve("aot"));
    }

    private Shell shell() {
        return new Shell().with("NARU_HOME", work.toString()).with("NARU_AOT", "on").with("CI", "");
    }

    @Test
    void printsHelpWithTheAotCache() throws Throwable {
        copy();
        makeCache();
        for (var command : List.of("daemon", "lab exec")) { // MainTest of cli reads all of them
            assertThat(shell().run("{} " + command + " --help", Product.naru()).text())
                    .contains("Usage: naru " + command);
        }
        assertThat(shell().run("{} daemon --nonsense", Product.naru()).refusal())
                .contains("Unknown option: '--nonsense'")
                .doesNotContain("Exception");
        assertThat(shell().run("{} daemon --socket", Product.naru()).refusal())
                .contains("Missing required parameter")
                .doesNotContain("Exception");
        assertThat(shell().run("{} --help", Product.naru()).text())
                .contains(
                        "dns        Resolve a name as a container would, and explain the answer.");
    }

    /** Starts and stops a daemon that writes an AOT cache, as scripts/aot-train does. */
    private void makeCache() throws Throwable {
        new StandaloneDaemon(shell().with("NARU_AOT_OUTPUT", "on"), work).close();
        try (var caches = Files.list(work.resolve("aot"))) {
            assertThat(caches).anyMatch(file -> file.toString().endsWith(".aot"));
        }
    }

    @Test
    void labExecNeedsNoJvm() {
        var host = lab.host();
        var name = host.netns().replaceAll("^naru-|-h1$", "");
        var shell = new Shell().with("JAVA_HOME", "/nonexistent").with("NARU_HOME", "/nonexistent");
        assertThat(exec(shell, name, "h1", "-- ip -br link").text()).contains(host.uplink());
        assertThat(exec(shell, name, "h1", "ls /sys/class/net").text())
                .contains(host.uplink())
                .doesNotContain("naru");
        assertThat(exec(shell, name, "h1", "ls /sys/fs/cgroup").text()).isNotBlank();
        assertThat(exec(shell, name, "h1", "sh -c 'echo $DOCKER_HOST'").text())
                .isEqualTo(host.docker().endpoint());
        assertThat(exec(shell, name, "h1", "sh -c 'exit 42'").exit()).isEqualTo(42);
        assertThat(exec(new Shell(), name, "h9", "true").refusal()).contains("has no host h9");
        assertThat(exec(new Shell(), "nosuch", "h1", "true").refusal())
                .contains("there is no lab nosuch");
    }

    private static Shell.Result exec(Shell shell, String lab, String host, String command) {
        return shell.run("{} lab exec {} {} " + command, Product.naru(), lab, host);
    }

    @Test
    void doctorReportsAnotherNamespace() {
        var socket = lab.host().docker().endpoint().substring("unix://".length());
        var doctor = List.of(Product.naru(), "doctor", "--socket", socket);
        assertThat(new Shell().quietly("{}", doctor).output())
                .contains("runs in another one: the sections above describe this host, not its");
        assertThat(lab.host().shell().quietly("{}", doctor).output())
                .containsPattern("(?m)^networks$")
                .doesNotContain("another one");
    }
}
