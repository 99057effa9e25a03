package naru.cli.lab;

import naru.linux.Netns;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.process.ProcessFd;
import naru.linux.process.Signals;

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

/**
 * The processes in a lab's network namespaces or in its containers' cgroups: containers, their
 * monitors, and commands of {@code lab exec}. They are found through the kernel, including those
 * started by a killed daemon.
 */
final class LabProcesses {
    private static final int ROUNDS = 100;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Set<String> namespaces;
    private final ContainerGroups groups;

    private LabProcesses(Set<String> namespaces, ContainerGroups groups) {
        this.namespaces = namespaces;
        this.groups = groups;
    }

    /** Those of the whole lab. */
    static LabProcesses of(Lab lab) throws IOException {
        var files = namespaceFiles(lab.hosts());
        files.add(lab.switchNetns());
        return of(files, lab.hosts());
    }

    /** Those of one host. */
    static LabProcesses of(Lab.Host host) throws IOException {
        return of(namespaceFiles(List.of(host)), List.of(host));
    }

    private static LabProcesses of(List<Path> files, List<Lab.Host> hosts) throws IOException {
        var namespaces = new HashSet<String>();
        for (var file : files) {
            if (Files.exists(file)) {
                namespaces.add(namespace(file));
            }
        }
        // Never the machine's own namespace: a file that lost its mount may refer to it.
        namespaceOf(Path.of("/proc/self/ns/net")).ifPresent(namespaces::remove);
        namespaceOf(Path.of("/proc/1/ns/net")).ifPresent(namespaces::remove);
        return new LabProcesses(namespaces, ContainerGroups.of(hosts));
    }

    /** Kills them all, including processes started meanwhile, then removes the cgroups. */
    void end() throws IOException {
        var here = find();
        for (int round = 0; !here.isEmpty() && round < ROUNDS; round++) {
            here.forEach(LabProcesses::kill);
            here = find();
        }
        if (!here.isEmpty()) {
            throw new IOException("processes that do not exit: " + here);
        }
        groups.remove();
    }

    private Set<Long> find() throws IOException {
        var found = new TreeSet<>(groups.processes());
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (livesHere(process)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private boolean livesHere(Path process) {
        return namespaceOf(process.resolve("ns/net")).filter(namespaces::contains).isPresent();
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

    private static List<Path> namespaceFiles(List<Lab.Host> hosts) throws IOException {
        var files = new ArrayList<Path>();
        for (var host : hosts) {
            files.add(host.netns());
            if (Files.isDirectory(host.sandboxes())) {
                try (var sandboxes = Files.newDirectoryStream(host.sandboxes())) {
                    sandboxes.forEach(files::add);
                }
            }
        }
        return files;
    }

    /** As /proc/PID/ns shows it, {@code net:[4026532008]}. */
    private static String namespace(Path file) {
        try (var netns = Netns.open(file)) {
            return "net:[" + netns.inode() + "]";
        }
    }

    /** The namespace of a process; empty if it has exited, or if it is in another PID namespace. */
    private static Optional<String> namespaceOf(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }
}
