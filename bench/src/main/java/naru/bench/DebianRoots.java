package naru.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The locations of Debian's programs: Debian 13's, which {@code scripts/install-deps --bench}
 * unpacks on older releases, unpacked ones of the machine's own release, and installed ones.
 *
 * @param folders newest first
 */
record DebianRoots(List<Path> folders) {
    private static final String LOADER = "usr/lib64/ld-linux-x86-64.so.2";
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    DebianRoots {
        folders = List.copyOf(folders);
    }

    /** The roots of the project with this launcher. */
    static DebianRoots of(Path launcher) {
        var tools = launcher.toAbsolutePath().resolveSibling("../build/tools").normalize();
        return new DebianRoots(List.of(tools.resolve("debian13"), tools, Path.of("/")));
    }

    /** All roots with {@code program}, such as {@code usr/sbin/dockerd}. */
    Stream<Path> with(String program) {
        return folders.stream().filter(root -> Files.isExecutable(root.resolve(program)));
    }

    /**
     * The command line of the newest {@code program}: with the C library of its own root, if that
     * was unpacked because the machine's is too old.
     */
    Optional<List<String>> command(String program) {
        return with(program).findFirst().map(root -> command(root, program));
    }

    private static List<String> command(Path root, String program) {
        var file = root.resolve(program).toString();
        var loader = root.resolve(LOADER);
        return root.equals(Path.of("/")) || !Files.isExecutable(loader)
                ? List.of(file)
                : List.of(
                        loader.toString(),
                        "--library-path",
                        root.resolve(LIBRARIES).toString(),
                        file);
    }
}
