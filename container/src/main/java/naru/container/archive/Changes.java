package naru.container.archive;

import naru.container.model.PathChange;
import naru.container.tar.FileCapability;
import naru.container.tar.FileKind;
import naru.container.tar.TarPacker;
import naru.container.tar.Whiteouts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The changes of a container's root file system, read from its layer, in the form of Docker, which
 * compares the trees: "pkg/archive", changes.go, of the Moby project.
 */
public final class Changes {
    /** What the engine and the runtime make in every container, so that it is no change. */
    private static final Set<String> OWN =
            Set.of(
                    "/.dockerenv",
                    "/dev",
                    "/etc/hostname",
                    "/etc/hosts",
                    "/etc/mtab",
                    "/etc/resolv.conf",
                    "/proc",
                    "/sbin/docker-init",
                    "/sys");

    private final Path upper;
    private final LowerLayers lower;
    private final List<PathChange> found = new ArrayList<>();

    private Changes(Path upper, List<Path> lower) {
        this.upper = upper;
        this.lower = new LowerLayers(lower);
    }

    /** {@code upper} holds the changes to {@code lower}, the topmost first. */
    public static List<PathChange> of(Path upper, List<Path> lower) throws IOException {
        var changes = new Changes(upper, lower);
        if (Files.isDirectory(upper)) {
            changes.folder(Path.of(""), false);
        }
        return changes.found;
    }

    /** Writes them as the tar of a layer. {@code upper} must not change meanwhile. */
    public static void pack(Path upper, OutputStream out) throws IOException {
        var packer = TarPacker.ofLayer(out, path -> OWN.contains("/" + upper.relativize(path)));
        if (Files.isDirectory(upper)) {
            packer.pack(upper, "");
        }
        packer.finish();
    }

    /**
     * Whether anything in a folder has changed. {@code alone}: what the layers below have in it is
     * hidden.
     */
    private boolean folder(Path inside, boolean alone) throws IOException {
        Path here = upper.resolve(inside);
        var names = new TreeSet<Path>();
        try (var entries = Files.newDirectoryStream(here)) {
            entries.forEach(entry -> names.add(entry.getFileName()));
        } catch (NoSuchFileException gone) {
            return false; // removed since we looked
        }
        var own = Set.copyOf(names);
        if (alone) {
            names.addAll(lower.names(inside));
        }
        boolean any = false;
        for (Path name : names) {
            Path path = inside.resolve(name);
            if (OWN.contains("/" + path)) {
                continue;
            }
            any |= own.contains(name) ? entry(path, alone) : add(path, PathChange.DELETED);
        }
        return any;
    }

    private boolean entry(Path inside, boolean alone) throws IOException {
        Path here = upper.resolve(inside);
        var now = FileKind.of(here);
        if (Whiteouts.isWhiteout(now)) {
            return add(inside, PathChange.DELETED);
        }
        var before = lower.at(inside);
        if (!now.isFolder()) {
            return before == null
                    ? add(inside, PathChange.ADDED)
                    : differs(before, here, now) && add(inside, PathChange.MODIFIED);
        }
        int at = found.size();
        boolean wasFolder = before != null && before.kind().isFolder();
        boolean changed = folder(inside, wasFolder && (alone || Whiteouts.isOpaque(here)));
        if (before == null) {
            found.add(at, new PathChange("/" + inside, PathChange.ADDED));
        } else if (changed || differs(before, here, now)) {
            found.add(at, new PathChange("/" + inside, PathChange.MODIFIED));
        } else {
            return false;
        }
        return true;
    }

    private boolean add(Path inside, int kind) {
        return found.add(new PathChange("/" + inside, kind));
    }

    /**
     * Of a folder neither size nor time say anything; who only opened a file has not changed it.
     */
    private static boolean differs(LowerLayers.Found before, Path here, FileKind now) {
        var then = before.kind();
        return then.mode() != now.mode()
                || then.uid() != now.uid()
                || then.gid() != now.gid()
                || then.rdev() != now.rdev()
                || (!now.isFolder() && (then.size() != now.size() || !isSameTime(then, now)))
                || !Arrays.equals(FileCapability.of(before.path()), FileCapability.of(here));
    }

    /** Times that came in a tar have no fraction. */
    private static boolean isSameTime(FileKind then, FileKind now) {
        var one = then.modified().toInstant();
        var other = now.modified().toInstant();
        return one.equals(other)
                || one.getEpochSecond() == other.getEpochSecond()
                        && (one.getNano() == 0 || other.getNano() == 0);
    }
}
