package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The daemon of a lab host for tests that start it with other options; after such a test it runs
 * again as the lab started it. Registered with {@code @RegisterExtension}.
 */
public final class ReconfiguredDaemon implements AfterEachCallback {
    private final LabHost host;
    private @Nullable Daemon original;

    public ReconfiguredDaemon(LabHost host) {
        this.host = host;
    }

    /** Restarts the daemon with more options, and waits until it is ready. */
    public void restart(String options, Object... arguments) throws Exception {
        restartBehind(List.of(), options, arguments);
    }

    /** Restarts the daemon with {@code daemon.json} as its configuration file. */
    public void restartWithFile(String daemonJson) throws Exception {
        withFile(daemonJson, file -> restart("--config {}", file));
    }

    /** Restarts the daemon with words in front of its command, such as {@code env}. */
    public void restartBehind(List<String> before, String options, Object... arguments)
            throws Exception {
        terminate().startBehind(before, options, arguments);
    }

    /** Restarts the daemon; returns its log once it is ready or has ended. */
    public String tryToRestart(String options, Object... arguments) throws Exception {
        return terminate().tryToStart(options, arguments);
    }

    /** Restarts the daemon, with {@code daemon.json} as its configuration file; returns its log. */
    public String tryToRestartWithFile(String daemonJson) throws Exception {
        var log = new StringBuilder();
        withFile(daemonJson, file -> log.append(tryToRestart("--config {}", file)));
        return log.toString();
    }

    private interface Use {
        void of(Path file) throws Exception;
    }

    private static void withFile(String daemonJson, Use use) throws Exception {
        var file = Files.createTempFile("daemon", ".json");
        try {
            use.of(Files.writeString(file, daemonJson));
        } finally {
            Files.delete(file);
        }
    }

    private Daemon terminate() throws Exception {
        var running = new Daemon(host);
        running.terminate();
        var first = original == null ? running : original;
        original = first;
        return first;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (original != null) {
            terminate().start();
            assertThat(host.docker().cli("network ls --format {{.Name}}")).contains("bridge");
        }
    }
}
