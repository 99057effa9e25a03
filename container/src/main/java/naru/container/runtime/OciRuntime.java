package naru.container.runtime;

import naru.linux.process.Child;
import naru.linux.process.Command;
import naru.linux.process.Processes;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that creates containers: crun where it works, else runc.
 *
 * <p>crun refuses a host that has cgroup v1 controllers and a v2 tree beside them ("cgroups in
 * hybrid mode not supported", 1.8.1), unless it does not see the v2 tree. It is therefore started
 * in a mount namespace without that tree.
 *
 * @param hidden mounts of the host that it must not see
 * @param root the directory of its state
 */
public record OciRuntime(Path program, List<Path> hidden, Path root) {
    private static final Path HYBRID = Path.of("/sys/fs/cgroup/unified");
    private static final List<String> FOLDERS =
            List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin");

    /** Finds a runtime that can be started on this host. */
    public static OciRuntime probe(Path root) {
        var hidden =
                Files.exists(HYBRID.resolve("cgroup.procs")) ? List.of(HYBRID) : List.<Path>of();
        for (String folder : FOLDERS) {
            Path crun = Path.of(folder, "crun");
            if (Files.isExecutable(crun) && starts(crun, hidden)) {
                return new OciRuntime(crun, hidden, root);
            }
        }
        return new OciRuntime(find("runc"), List.of(), root);
    }

    private static boolean starts(Path program, List<Path> hidden) {
        try (var child = Processes.spawn(Command.of(program, "--version"), hidden)) {
            return child.await() == 0;
        } catch (IOException | RuntimeException refused) {
            return false;
        }
    }

    /** The path of a helper program. */
    static Path find(String name) {
        for (String folder : FOLDERS) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new NaruException.HostFailure(
                name + " is not installed: apt-get install " + name + ", or see naru doctor");
    }

    Child spawn(Command command) throws IOException {
        return Processes.spawn(command, hidden);
    }

    /** The pipe on which the runtime waits for the start of a created container. */
    Path startFifo(String id) {
        return root.resolve(id).resolve("exec.fifo");
    }
}
