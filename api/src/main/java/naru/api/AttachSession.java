package naru.api;

import naru.api.http.HijackedConnection;
import naru.container.model.Attached;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Joins a hijacked connection to a command's standard streams, until the command ends or the client
 * goes.
 */
final class AttachSession {
    private static final Logger LOG = System.getLogger(AttachSession.class.getName());

    private AttachSession() {}

    /**
     * Copies both ways on two threads; returns when there will be no more output. Closes both ends.
     */
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

    /**
     * Ends the command's input when the client has ended its side; the command's output still
     * flows.
     */
    private static void copyInput(InputStream from, Attached command) {
        try (var to = command.stdin()) {
            var buffer = new byte[16 * 1024];
            for (int count; (count = from.read(buffer)) >= 0; ) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "a command takes no more input: " + e.getMessage());
        }
    }
}
