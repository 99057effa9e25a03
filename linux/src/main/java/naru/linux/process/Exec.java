package naru.linux.process;

import static naru.linux.syscall.Flags.CLONE_NEWNET;
import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.MS_BIND;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_SLAVE;
import static naru.linux.syscall.Flags.O_PATH;

import naru.linux.Fd;
import naru.linux.Netns;
import naru.linux.syscall.Linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Replaces this process by a command inside a network namespace, as {@code ip netns exec} does: in
 * a mount namespace of its own, where /sys shows the interfaces of that network namespace. The
 * control groups below /sys stay. The command keeps this process's number, terminal and open
 * standard streams.
 */
public final class Exec {
    private static final Path SYS = Path.of("/sys");
    private static final Path CGROUPS = SYS.resolve("fs/cgroup");

    private Exec() {}

    /**
     * Does not return on success; see execve(2). After a failure the calling thread remains in the
     * namespace, so the process should exit.
     *
     * @param program the file to run; the first of {@code arguments} is its own name
     */
    public static void inside(
            Netns netns, Path program, List<String> arguments, Map<String, String> environment) {
        Linux.setns(netns.fd(), CLONE_NEWNET, netns.toString());
        Linux.unshare(CLONE_NEWNS);
        Linux.mount("", "/", "", MS_SLAVE | MS_REC, "");
        showOwnInterfaces();
        replace(program, arguments, environment);
    }

    /** Replaces this process by a command in the same namespaces. Does not return on success. */
    public static void replace(
            Path program, List<String> arguments, Map<String, String> environment) {
        Linux.execve(
                program.toString(),
                arguments,
                environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
    }

    /**
     * A sysfs shows the network namespace of the process that mounts it. It covers the existing
     * one.
     */
    private static void showOwnInterfaces() {
        try (var cgroups = new Fd(Linux.open(CGROUPS.toString(), O_PATH, 0))) {
            Linux.mount("sysfs", SYS.toString(), "sysfs", 0, "");
            String covered = "/proc/self/fd/" + cgroups.number();
            Linux.mount(covered, CGROUPS.toString(), "", MS_BIND | MS_REC, "");
        }
    }
}
