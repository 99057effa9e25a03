package naru.proxy.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** The requests that workers of former configurations are serving, by server. */
    Map<String, Integer> oldSessions() {
        var sums = new HashMap<String, Integer>();
        for (long worker : state().map(MasterState::old).orElse(List.of())) {
            try {
                AdminSocket.sessions(socket.ask("@!" + worker + " " + AdminSocket.SHOW_SESSIONS))
                        .forEach((server, count) -> sums.merge(server, count, Integer::sum));
            } catch (IOException ended) {
                // it has no requests left
            }
        }
        return sums;
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
