package naru.proxy.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The commands of the master process; management guide, section 9.4. */
final class MasterSocket {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final CommandSocket socket;

    MasterSocket(Path path) {
        socket = new CommandSocket(path, TIMEOUT);
    }

    /** Empty while the master does not answer, because it starts or reads its configuration. */
    Optional<MasterState> state() {
        try {
            return MasterState.parse(socket.ask("show proc"));
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    /**
     * Requests a reload. 2.6 closes the connection without an answer, 3.0 answers when it is done;
     * {@link #state} tells the result of either.
     */
    void reload() {
        try {
            var unused = socket.ask("reload");
        } catch (IOException closed) {
            // the master replaces itself by execve(2)
        }
    }
}
