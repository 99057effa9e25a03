package naru.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that has a socket open. Prints as {@code nginx (process 4711)}.
 *
 * @param uid the user it runs as
 */
public record SocketHolder(String program, long pid, int uid) {
    private static final Path PROC = Path.of("/proc");

    /** The first process in the order of /proc that has the socket with this inode open. */
    public static Optional<SocketHolder> find(String inode) throws IOException {
        var socket = "socket:[" + inode + "]";
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                if (holds(process, socket)) {
                    return Optional.of(of(process));
                }
            }
            return Optional.empty();
        }
    }

    private static SocketHolder of(Path process) throws IOException {
        var program = Files.readString(process.resolve("comm")).strip();
        long pid = Long.parseLong(process.getFileName().toString());
        return new SocketHolder(program, pid, uid(process));
    }

    /** The real user of a process: {@code Uid: 0 0 0 0} in proc(5). */
    private static int uid(Path process) throws IOException {
        try (var lines = Files.lines(process.resolve("status"))) {
            return lines.map(line -> line.split("\\s+"))
                    .filter(words -> words[0].equals("Uid:"))
                    .map(words -> Integer.parseUnsignedInt(words[1]))
                    .findFirst()
                    .orElseThrow(() -> new IOException(process + " has no user"));
        }
    }

    private static boolean holds(Path process, String socket) {
        try (var files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var file : files) {
                if (socket.equals(target(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException ignored) {
            return false; // the process has ended, or its files may not be read
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException ignored) {
            return ""; // closed meanwhile
        }
    }

    @Override
    public String toString() {
        return "%s (process %d)".formatted(program, pid);
    }
}
