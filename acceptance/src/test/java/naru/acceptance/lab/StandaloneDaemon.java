package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A daemon outside the lab, in network and mount namespaces of its own. */
public final class StandaloneDaemon implements AutoCloseable {
    private final Process process;
    private final Path socket;

    /** Starts a daemon with its directories and log below {@code folder}; waits for its socket. */
    public StandaloneDaemon(Shell environment, Path folder) throws IOException {
        socket = folder.resolve("naru.sock");
        process =
                environment
                        .behind("unshare --net --mount --propagation private")
                        .startWithLog(
                                folder.resolve("log"),
                                "{} daemon --socket {} --data-root {}/data --exec-root {}/exec",
                                Product.naru(),
                                socket,
                                folder,
                                folder);
        try {
            Eventually.within(Duration.ofSeconds(60), () -> assertThat(socket).exists());
        } catch (Throwable failure) {
            process.destroy();
            throw new AssertionError("the daemon is not ready", failure);
        }
    }

    /** The docker command with this daemon's socket. */
    public Docker docker() {
        return new Docker("unix://" + socket);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
