package naru.cli.lab;

import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Mounts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The labs of this machine. A file describes each lab and is written before anything is created, so
 * that removal works after an interrupted creation or removal.
 */
public final class Labs {
    private static final Path STATE = Path.of("/run/naru-lab");
    private static final String SUFFIX = ".lab";

    private final Kernel kernel;
    private final Path state;
    private final Path launcher;

    /** {@code launcher} is the file that starts {@code naru}. */
    public Labs(Kernel kernel, Path launcher) {
        this(kernel, launcher, STATE);
    }

    Labs(Kernel kernel, Path launcher, Path state) {
        this.kernel = kernel;
        this.launcher = launcher;
        this.state = state;
    }

    /**
     * Creates a lab and starts its daemons, or leaves nothing behind.
     *
     * @param root null for the default directory
     */
    public Lab up(String name, int hosts, @Nullable Path root) throws IOException {
        var lab = new Lab(name, root == null ? state.resolve(name) : root.toAbsolutePath(), hosts);
        record(lab);
        try {
            new LabNetwork(kernel, lab).make();
            var daemons = new ArrayList<HostDaemon>();
            for (var host : lab.hosts()) {
                daemons.add(HostDaemon.start(host, launcher));
            }
            for (var daemon : daemons) {
                daemon.awaitReady();
            }
            return lab;
        } catch (IOException | RuntimeException failure) {
            try {
                down(lab);
            } catch (IOException | RuntimeException further) {
                failure.addSuppressed(further);
            }
            throw failure;
        }
    }

    /**
     * Ends all processes of a host at once and removes its network, as if its power had failed. Its
     * files remain until the lab is removed.
     */
    public void lose(Lab.Host host) throws IOException {
        LabProcesses.of(host).end();
        unmountBelow(host);
        new LabNetwork(kernel, host.lab()).remove(host);
    }

    /** Removes a lab, even if it is incomplete. */
    public void down(Lab lab) throws IOException {
        for (var host : lab.hosts()) {
            HostDaemon.stop(host);
        }
        LabProcesses.of(lab).end();
        for (var host : lab.hosts()) {
            unmountBelow(host);
        }
        new LabNetwork(kernel, lab).remove();
        for (var host : lab.hosts()) {
            FileTrees.delete(host.folder());
        }
        FileTrees.deleteIfEmpty(lab.root());
        Files.deleteIfExists(file(lab.name()));
        FileTrees.deleteIfEmpty(state);
    }

    private void unmountBelow(Lab.Host host) throws IOException {
        var mounts = new Mounts(kernel);
        MountTable.below(host.folder()).forEach(mount -> mounts.unmount(mount.target()));
    }

    public Optional<Lab> find(String name) throws IOException {
        var file = file(name);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * @throws IllegalArgumentException if there is none
     */
    Lab get(String name) throws IOException {
        return find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no lab " + name + "; see naru lab ls"));
    }

    List<Lab> list() throws IOException {
        if (!Files.isDirectory(state)) {
            return List.of();
        }
        try (var files = Files.list(state)) {
            var labs = new ArrayList<Lab>();
            for (var file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList()) {
                labs.add(read(file));
            }
            return labs;
        }
    }

    /** {@code size root}; created atomically, and only by the first caller. */
    private void record(Lab lab) throws IOException {
        Files.createDirectories(state);
        var file = file(lab.name());
        var draft = Files.createTempFile(state, lab.name(), ".new");
        try {
            Files.writeString(
                    draft, lab.size() + " " + lab.root() + "\n", StandardOpenOption.WRITE);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException _) {
            throw new IllegalArgumentException(
                    "there is a lab "
                            + lab.name()
                            + " already; naru lab down "
                            + lab.name()
                            + " removes it");
        } finally {
            Files.delete(draft);
        }
    }

    private static Lab read(Path file) throws IOException {
        String name = file.getFileName().toString();
        var content = Files.readString(file).strip();
        int space = content.indexOf(' ');
        try {
            return new Lab(
                    name.substring(0, name.length() - SUFFIX.length()),
                    Path.of(content.substring(space + 1)),
                    Integer.parseInt(content.substring(0, Math.max(0, space))));
        } catch (NumberFormatException damaged) {
            throw new IOException(
                    file + " is damaged: it should contain the number of hosts and a directory",
                    damaged);
        }
    }

    private Path file(String name) {
        return state.resolve(name + SUFFIX);
    }
}
