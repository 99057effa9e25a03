package naru.api.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Properties of the host for {@code docker info} and {@code docker version}, read on each request.
 */
final class HostFacts {
    private HostFacts() {}

    static String kernelVersion() {
        return System.getProperty("os.version", "");
    }

    /** Go's name: {@code amd64}. */
    static String architecture() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    /** The name in {@code uname -m}: {@code x86_64}. */
    static String machine() {
        return switch (architecture()) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            case String other -> other;
        };
    }

    static String hostname() {
        return firstLine("/proc/sys/kernel/hostname", "");
    }

    static boolean forwardsIpv4() {
        return firstLine("/proc/sys/net/ipv4/ip_forward", "0").equals("1");
    }

    /** A value of /etc/os-release, such as {@code PRETTY_NAME}. */
    static String osRelease(String key) {
        return lines("/etc/os-release").stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    /** In bytes. */
    static long memory() {
        for (var line : lines("/proc/meminfo")) {
            if (line.startsWith("MemTotal:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    /** The type of file system of a directory, with Docker's name. */
    static String fileSystem(Path folder) {
        try {
            String type = Files.getFileStore(folder).type();
            return type.startsWith("ext") ? "extfs" : type;
        } catch (IOException unknown) {
            return "<unknown>";
        }
    }

    /** The name of the first installed program, or empty. */
    static String program(List<Path> places) {
        return places.stream()
                .filter(Files::isExecutable)
                .map(place -> place.getFileName().toString())
                .findFirst()
                .orElse("");
    }

    static int openFiles() {
        var files = Path.of("/proc/self/fd").toFile().list();
        return files == null ? 0 : files.length;
    }

    static String firstLine(String file, String absent) {
        var lines = lines(file);
        return lines.isEmpty() ? absent : lines.getFirst().strip();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException ignored) {
            return List.of();
        }
    }
}
