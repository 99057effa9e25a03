package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A docker command at a terminal, which script(1) lends it, and somebody who types. */
final class Terminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final StringBuffer shown = new StringBuffer();

    /** Runs {@code docker} with {@code words}, which a shell reads. */
    Terminal(Docker docker, String words) throws IOException {
        process =
                new Shell()
                        .with("DOCKER_HOST", docker.endpoint())
                        .with("DOCKER_CONFIG", "/nonexistent")
                        .start("script -qec 'docker {}' /dev/null", words);
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try {
            var bytes = new byte[4096];
            for (int n; (n = process.getInputStream().read(bytes)) > 0; ) {
                shown.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until {@code text} has been shown. */
    void shows(String text) throws Throwable {
        Eventually.within(PATIENCE, () -> assertThat(shown.toString()).contains(text));
    }

    /** Waits for the command to end by itself, and gives its exit code. */
    int exit() throws InterruptedException {
        assertThat(Deadline.ends(PATIENCE, process)).as("has ended; it showed: %s", shown).isTrue();
        System.out.println("(terminal) " + shown.toString().strip());
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
