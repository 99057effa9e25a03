package naru.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One of Debian's {@code docker.io} packages.
 *
 * @param version such as {@code 26.1}
 * @param path the prefix of its PATH
 */
public record DockerPrograms(String version, String path) {
    private static final String DOCKERD = "usr/sbin/dockerd";
    private static final Pattern VERSION = Pattern.compile("version ([0-9]+\\.[0-9]+)\\.");

    /** The available ones, one of each version, newest first. */
    public static List<DockerPrograms> find(Path launcher) {
        var byVersion = new TreeMap<String, DockerPrograms>(newestFirst());
        DebianRoots.of(launcher)
                .with(DOCKERD)
                .map(DockerPrograms::in)
                .forEach(each -> byVersion.putIfAbsent(each.version(), each));
        return List.copyOf(byVersion.values());
    }

    private static Comparator<String> newestFirst() {
        return Comparator.comparingDouble(Double::parseDouble).reversed();
    }

    private static DockerPrograms in(Path root) {
        try {
            var says = Shell.run(root.resolve(DOCKERD).toString(), "--version");
            var version = VERSION.matcher(says);
            if (!version.find()) {
                throw new IllegalStateException(root.resolve(DOCKERD) + " said: " + says);
            }
            return new DockerPrograms(
                    version.group(1), root.resolve("usr/sbin") + ":" + root.resolve("usr/bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
