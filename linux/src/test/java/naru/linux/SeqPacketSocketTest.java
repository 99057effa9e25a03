package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.error.LinuxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The client end, against a listener in Python, since Java has none. */
@Timeout(120)
class SeqPacketSocketTest {
    /** Replies to each packet with its length and content, and closes after {@code bye}. */
    private static final String ECHO =
            """
            import os, socket, sys
            os.chdir(os.path.dirname(sys.argv[1]))
            s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            s.bind(os.path.basename(sys.argv[1])); s.listen(1); print("ready", flush=True)
            c, _ = s.accept()
            while True:
                p = c.recv(4096)
                if not p or p == b"bye": break
                c.send(b"%d:%s" % (len(p), p))
            """;

    @TempDir Path folder;

    @Test
    void preservesPacketBoundariesUntilPeerCloses() throws Exception {
        var path = folder.resolve("socket");
        var server = listen(path);
        try (var socket = SeqPacketSocket.connect(path)) {
            assertThat(exchange(socket, "one")).isEqualTo("3:one");
            assertThat(exchange(socket, "three")).isEqualTo("5:three");
            socket.write("bye".getBytes(StandardCharsets.US_ASCII), 0, 3);
            assertThat(socket.read(new byte[16])).isEqualTo(-1);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void connectsToOverlongPath() throws Exception {
        var path = Files.createDirectories(folder.resolve("x".repeat(120))).resolve("socket");
        var server = listen(path);
        try (var socket = SeqPacketSocket.connect(path)) {
            assertThat(exchange(socket, "far")).isEqualTo("3:far");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void shutdownWakesReader() throws Exception {
        var path = folder.resolve("socket");
        var server = listen(path);
        try {
            var socket = SeqPacketSocket.connect(path);
            var length = new int[1];
            var reader = Thread.ofPlatform().start(() -> length[0] = socket.read(new byte[16]));
            while (reader.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            socket.shutdown();
            reader.join();
            socket.close();
            assertThat(length[0]).isEqualTo(-1);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void reportsPathWithoutListener() {
        assertThatThrownBy(() -> SeqPacketSocket.connect(folder.resolve("nobody")))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("nobody: ENOENT");
    }

    private static Process listen(Path path) throws Exception {
        var server = new ProcessBuilder("python3", "-c", ECHO, path.toString()).start();
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
        return server;
    }

    private static String exchange(SeqPacketSocket socket, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.write(bytes, 0, bytes.length);
        var answer = new byte[64];
        return new String(answer, 0, socket.read(answer), StandardCharsets.US_ASCII);
    }
}
