package naru.cli.lab;

import naru.linux.Errno;
import naru.linux.LinuxException;
import naru.linux.Netns;
import naru.linux.ProcessFd;
import naru.linux.Signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes that live in a lab's network namespaces: containers, what keeps them, and whatever
 * {@code lab exec} has started. They are found in the kernel, so none is missed that a dead daemon
 * had started.
 */
final class Inhabitants {
    private static final int ROUNDS = 100;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final Set<String> namespaces;
    private final Set<Path> groups = new TreeSet<>();

    private Inhabitants(Set<String> namespaces) {
        this.namespaces = namespaces;
    }

    static Inhabitants of(Lab lab) throws IOException {
        var files = new ArrayList<Path>();
        files.add(lab.switchNetns());
        for (var host : lab.hosts()) {
            files.add(host.netns());
            if (Files.isDirectory(host.sandboxes())) {
                try (var sandboxes = Files.list(host.sandboxes())) {
                    sandboxes.forEach(files::add);
                }
            }
        }
        var namespaces = new HashSet<String>();
        for (var file : files) {
            if (Files.exists(file)) {
                namespaces.add(namespace(file));
            }
        }
        // Never the machine's own: a file that lost its mount may lead there.
        own(Path.of("/proc/self/ns/net")).ifPresent(namespaces::remove);
        own(Path.of("/proc/1/ns/net")).ifPresent(namespaces::remove);
        return new Inhabitants(namespaces);
    }

    /**
     * Kills them all, and whom they start meanwhile, and removes the control groups that they leave
     * empty.
     */
    void end() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            var here = find();
            if (here.isEmpty()) {
                break;
            }
            for (long pid : here) {
                kill(pid);
            }
        }
        for (var group : groups) {
            removeGroup(group);
        }
    }

    private List<Long> find() throws IOException {
        var found = new ArrayList<Long>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (livesHere(process)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                    groups.addAll(groupsOf(process));
                }
            }
        }
        return found;
    }

    private boolean livesHere(Path process) {
        try {
            return namespaces.contains(
                    Files.readSymbolicLink(process.resolve("ns/net")).toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private static void kill(long pid) {
        try (var process = ProcessFd.open(pid)) {
            process.kill(Signals.SIGKILL);
            process.awaitExit(GRACE);
        } catch (LinuxException failure) {
            if (!failure.is(Errno.ESRCH)) {
                throw failure;
            }
        }
    }

    private static Optional<String> own(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException unreadable) { // where process 1 is another container's
            return Optional.empty();
        }
    }

    /** As /proc/PID/ns shows it, {@code net:[4026532008]}. */
    private static String namespace(Path file) {
        try (var netns = Netns.open(file)) {
            return "net:[" + netns.inode() + "]";
        }
    }

    /**
     * The control groups of a process, unless it is in those of this one: {@code 4:memory:/path}.
     */
    private static List<Path> groupsOf(Path process) {
        try {
            var own = new HashSet<>(Files.readAllLines(Path.of("/proc/self/cgroup")));
            var found = new ArrayList<Path>();
            for (var line : Files.readAllLines(process.resolve("cgroup"))) {
                var fields = line.split(":", 3);
                if (!own.contains(line) && fields.length == 3 && !fields[2].equals("/")) {
                    for (var hierarchy : hierarchies(fields[1])) {
                        found.add(hierarchy.resolve(fields[2].substring(1)));
                    }
                }
            }
            return found;
        } catch (IOException gone) {
            return List.of();
        }
    }

    /**
     * Where a hierarchy is mounted, by the usual places. Version 2 has no controllers in its name.
     */
    private static List<Path> hierarchies(String controllers) {
        return controllers.isEmpty()
                ? List.of(CGROUPS, CGROUPS.resolve("unified"))
                : List.of(CGROUPS.resolve(controllers.replace("name=", "")));
    }

    /** A group can be removed a moment after its last process has ended. */
    private static void removeGroup(Path group) {
        var file = group.toFile();
        for (int tries = 0; file.isDirectory() && !file.delete() && tries < ROUNDS; tries++) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
