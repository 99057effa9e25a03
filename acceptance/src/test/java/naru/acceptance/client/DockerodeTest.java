package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.TestFiles;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * dockerode, the Docker client for Node.js: the flows of its README are in {@code dockerode/} in
 * the resources, beside the lock file that says which version. Skipped on a machine without npm,
 * which in Debian is 350 packages: too many to install for one test.
 */
@InLab
class DockerodeTest {
    private static final Path FOLDER = Product.root().resolve("acceptance/target/dockerode");

    private final Shell shell;

    DockerodeTest(Lab lab) {
        shell = new Shell().with("DOCKER_HOST", lab.host().docker().endpoint());
    }

    @Test
    void runsTheFlowsOfItsReadme() throws IOException {
        assumeTrue(there("npm") && there("node"), "needs node and npm");
        install();

        assertThat(shell.run("node {}", FOLDER.resolve("flows.js")).text())
                .contains("objects passed");
    }

    /** Installs what the lock file names, unless that has been done. */
    private void install() throws IOException {
        var lock = Path.of(TestFiles.path("dockerode/package-lock.json"));
        var installed = FOLDER.resolve("node_modules/.package-lock.json");
        var done = FOLDER.resolve("package-lock.json");
        Files.createDirectories(FOLDER);
        copy("flows.js");
        if (Files.exists(installed) && Files.exists(done) && Files.mismatch(lock, done) < 0) {
            return;
        }
        copy("package.json");
        copy("package-lock.json");
        shell.run(
                        "npm ci --prefix {} --ignore-scripts --omit=optional --no-audit --no-fund"
                                + " --prefer-offline",
                        FOLDER)
                .text();
    }

    private static void copy(String name) throws IOException {
        Files.copy(
                Path.of(TestFiles.path("dockerode/" + name)),
                FOLDER.resolve(name),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean there(String program) {
        return shell.quietly("sh -c 'command -v {}'", program).exit() == 0;
    }
}
