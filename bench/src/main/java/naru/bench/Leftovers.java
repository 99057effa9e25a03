package naru.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * What a killed measurement has left on the host: network namespaces called {@code bench-*} with
 * the processes in them and below them, and directories with mounts.
 */
final class Leftovers {
    private static final Path LOCK = Path.of("/run/naru-bench.lock");
    private static final String NAMESPACES = "bench-*";
    private static final String FOLDERS = "naru-bench-*";

    private Leftovers() {}

    /**
     * Removes everything, and keeps other measurements from starting until this process ends.
     *
     * @throws IOException if another measurement is running
     */
    static void remove() throws IOException {
        var lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) { // never closed: the kernel does that at the end
            throw new IOException("another measurement is running: it has locked " + LOCK);
        }
        var namespaces = Path.of("/run/netns");
        if (Files.isDirectory(namespaces)) {
            try (var found = Files.newDirectoryStream(namespaces, NAMESPACES)) {
                for (var namespace : found) {
                    removeNamespace(namespace.getFileName().toString());
                }
            }
        }
        try (var found =
                Files.newDirectoryStream(
                        Path.of(System.getProperty("java.io.tmpdir", "/tmp")), FOLDERS)) {
            for (var folder : found) {
                Shell.removeTree(folder);
            }
        }
    }

    private static void removeNamespace(String name) throws IOException {
        var inside =
                Shell.run("ip", "netns", "pids", name)
                        .lines()
                        .map(Long::valueOf)
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .toList();
        var processes =
                inside.stream()
                        .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                        .distinct()
                        .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        Shell.run("ip", "netns", "del", name);
    }
}
