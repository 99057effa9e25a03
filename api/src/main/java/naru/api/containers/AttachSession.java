package naru.api.containers;

import naru.api.http.HijackedConnection;
import naru.container.model.Attached;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Joins a hijacked connection to a command's standard streams, until the command exits or the
 * client disconnects.
 */
final class AttachSession {
    private static final Logger log = System.getLogger(AttachSession.class.getName());

    private AttachSession() {}

    /** Copies both ways on two threads; returns at the end of the output. Closes both ends. */
    static void run(HijackedConnection client, Attached command, boolean stdin, boolean framed)
            throws IOException {
        try (client;
                command) {
            if (stdin) {
                Thread.ofVirtual().name("stdin").start(() -> copyInput(client.input(), command));
            }
            new FrameWriter(client.output(), framed).copy(command.output());
        }
    }

    /** Ends the command's input when the client has shut down its side; output continues. */
    private static void copyInput(InputStream from, Attached command) {
        try (var to = command.stdin()) {
            var buffer = new byte[16 * 1024];
            for (int count; (count = from.read(buffer)) >= 0; ) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (IOException e) {
            log.log(Level.DEBUG, () -> "a command takes no more input: " + e.getMessage());
        }
    }
}
