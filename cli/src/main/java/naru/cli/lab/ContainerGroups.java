package naru.cli.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The cgroups of the containers of hosts: {@code naru/<container id>} in each hierarchy, of which
 * cgroup v1 has one per controller. A killed daemon leaves them behind. See cgroups(7).
 */
record ContainerGroups(List<Path> folders) {
    private static final Path TREES = Path.of("/sys/fs/cgroup");
    private static final String PARENT = "naru";
    private static final int TRIES = 100;
    private static final Duration PAUSE = Duration.ofMillis(5);

    ContainerGroups {
        folders = List.copyOf(folders);
    }

    static ContainerGroups of(List<Lab.Host> hosts) throws IOException {
        var trees = subfolders(TREES);
        trees.add(TREES);
        var found = new ArrayList<Path>();
        for (var host : hosts) {
            for (var container : subfolders(host.containers())) {
                for (var tree : trees) {
                    var group = tree.resolve(PARENT).resolve(container.getFileName());
                    if (Files.isDirectory(group)) {
                        found.add(group);
                    }
                }
            }
        }
        return new ContainerGroups(found);
    }

    /** The ids of the processes in them. */
    List<Long> processes() throws IOException {
        var found = new ArrayList<Long>();
        for (var folder : folders) {
            for (var group : withSubfolders(folder)) {
                var members = group.resolve("cgroup.procs");
                if (Files.exists(members)) {
                    Files.readAllLines(members).forEach(pid -> found.add(Long.parseLong(pid)));
                }
            }
        }
        return found;
    }

    /** Removes them, inner ones first. */
    void remove() throws IOException {
        for (var folder : folders) {
            for (var group : withSubfolders(folder).reversed()) {
                remove(group);
            }
        }
    }

    /** A cgroup can be removed shortly after its last process has exited. */
    private static void remove(Path group) {
        var file = group.toFile();
        for (int tries = 0; file.isDirectory() && !file.delete() && tries < TRIES; tries++) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static List<Path> withSubfolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var tree = Files.walk(folder)) {
            return tree.filter(Files::isDirectory).toList();
        }
    }

    private static List<Path> subfolders(Path folder) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(folder)) {
            DirectoryStream.Filter<Path> folders = Files::isDirectory;
            try (var entries = Files.newDirectoryStream(folder, folders)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }
}
