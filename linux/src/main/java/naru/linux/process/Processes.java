package naru.linux.process;

import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.MNT_DETACH;
import static naru.linux.syscall.Flags.MS_SLAVE;

import naru.linux.Fd;
import naru.linux.MountTable;
import naru.linux.NamespaceThread;
import naru.linux.Netns;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;
import naru.linux.syscall.Spawn;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts processes in other namespaces.
 *
 * <p>Java's ProcessBuilder must not be used inside a namespace: it starts a thread that waits for
 * the process, and that thread would inherit and keep the namespaces of the starting thread.
 */
public final class Processes {
    private Processes() {}

    /**
     * Starts a process of Java in a network namespace, by nsenter(1): the calling thread, and the
     * one that waits for the process, stay where they are. Returns once the process is inside.
     */
    public static Process start(Netns netns, ProcessBuilder builder) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=" + netns.file()));
        command.addAll(builder.command());
        var process = builder.command(command).start();
        var inside = Path.of("net:[" + netns.inode() + "]");
        while (process.isAlive() && !inside.equals(netnsOf(process))) {
            pause();
        }
        return process;
    }

    private static @Nullable Path netnsOf(Process process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/net"));
        } catch (IOException ignored) {
            return null; // it has just ended
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("waiting for a process");
        }
    }

    /**
     * Starts a process with /dev/null for its standard streams. If {@code hidden} names any mounts,
     * it is in a mount namespace of its own in which they are unmounted. That namespace begins as a
     * copy of this process's. Shared mounts remain shared with it, so that mounts of a container
     * below a shared bind propagate to the host; an unmount here propagates to the copy only below
     * a shared mount.
     *
     * @throws LinuxException if the program cannot be started
     */
    public static Child spawn(Command command, List<Path> hidden) throws IOException {
        return spawn(
                command,
                passed ->
                        hidden.isEmpty()
                                ? start(command, passed)
                                : startHiding(command, passed, hidden));
    }

    /**
     * The same in a network namespace; the thread that waits for the process is outside.
     *
     * @throws LinuxException if the program cannot be started
     */
    public static Child spawnIn(Netns netns, Command command) throws IOException {
        return spawn(command, passed -> netns.call(() -> start(command, passed)));
    }

    /** Starts a program with these descriptors as 3 and up; returns the process id. */
    private interface Start {
        int with(int[] passed);
    }

    private static Child spawn(Command command, Start program) throws IOException {
        var pipes = new ArrayList<PipeToChild>();
        var kept = new ArrayList<Fd>();
        boolean started = false;
        try {
            for (var pipe : command.pipes()) {
                pipes.add(new PipeToChild(pipe));
            }
            command.kept().forEach(fd -> kept.add(fd.duplicate()));
            int[] passed =
                    Stream.concat(pipes.stream().map(pipe -> pipe.theirs), kept.stream())
                            .mapToInt(Fd::number)
                            .toArray();
            int pid = program.with(passed);
            started = true;
            return new Child(pid, pipes.stream().map(pipe -> pipe.ours).toList());
        } finally {
            for (var pipe : pipes) {
                pipe.close();
                if (!started) {
                    pipe.ours.close();
                }
            }
            kept.forEach(Fd::close);
        }
    }

    private static int startHiding(Command command, int[] passed, List<Path> hidden) {
        var holders = holders(hidden);
        return NamespaceThread.runAndEnd(() -> {
            // The thread ends afterwards; the child keeps the mount namespace alive.
            Linux.unshare(CLONE_NEWNS);
            for (Path holder : holders) {
                Linux.mount("", holder.toString(), "", MS_SLAVE, "");
            }
            for (Path mount : hidden) {
                Linux.umount(mount.toString(), MNT_DETACH);
            }
            return start(command, passed);
        });
    }

    /**
     * The parents of the hidden mounts. The kernel propagates an unmount to the peers of the parent
     * mount, so these become slaves of the host's.
     */
    private static List<Path> holders(List<Path> hidden) {
        var table = MountTable.read();
        return hidden.stream()
                .map(mount -> MountTable.holding(parent(mount), table).target())
                .distinct()
                .toList();
    }

    private static Path parent(Path mount) {
        Path parent = mount.getParent();
        return parent == null ? mount : parent;
    }

    private static int start(Command command, int... passed) {
        var environment = new HashMap<>(System.getenv());
        environment.putAll(command.environment());
        return Spawn.posixSpawn(
                command.program().toString(),
                command.arguments(),
                environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                command.folder().toString(),
                passed);
    }
}
