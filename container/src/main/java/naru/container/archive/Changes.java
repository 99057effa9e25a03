package naru.container.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import naru.container.config.PathChange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a container has changed in its root file system, read from the layer that holds its changes.
 * A device 0/0 there stands for a file that was removed; kernel documentation, overlayfs.
 */
public final class Changes {
    /** What the engine and the runtime make in every container, so that it is no change. */
    static final Set<String> OWN =
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
    private final List<Path> lower;
    private final List<PathChange> found = new ArrayList<>();

    private Changes(Path upper, List<Path> lower) {
        this.upper = upper;
        this.lower = lower;
    }

    /** {@code upper} holds the changes to {@code lower}, the topmost first. */
    public static List<PathChange> of(Path upper, List<Path> lower) throws IOException {
        var changes = new Changes(upper, lower);
        if (Files.isDirectory(upper)) {
            changes.folder(Path.of(""));
        }
        return changes.found;
    }

    /** Whether anything in a folder has changed. */
    private boolean folder(Path inside) throws IOException {
        boolean any = false;
        try (var entries = Files.newDirectoryStream(upper.resolve(inside))) {
            var names = new ArrayList<Path>();
            entries.forEach(entry -> names.add(entry.getFileName()));
            names.sort(null);
            for (Path name : names) {
                any |= entry(inside.resolve(name));
            }
        } catch (NoSuchFileException gone) {
            // removed since we looked
        }
        return any;
    }

    private boolean entry(Path inside) throws IOException {
        String shown = "/" + inside;
        if (OWN.contains(shown)) {
            return false;
        }
        var now = FileKind.of(upper.resolve(inside));
        if (now.kind() == FileKind.CHARACTER_DEVICE && now.rdev() == 0) {
            found.add(new PathChange(shown, PathChange.DELETED));
            return true;
        }
        FileKind before = below(inside);
        if (!now.isFolder()) {
            found.add(
                    new PathChange(shown, before == null ? PathChange.ADDED : PathChange.MODIFIED));
            return true;
        }
        int at = found.size();
        boolean changed = folder(inside);
        if (before == null) {
            found.add(at, new PathChange(shown, PathChange.ADDED));
        } else if (changed
                || before.mode() != now.mode()
                || before.uid() != now.uid()
                || before.gid() != now.gid()) {
            found.add(at, new PathChange(shown, PathChange.MODIFIED));
        } else {
            return false;
        }
        return true;
    }

    /** What the layers below have at a path; null for nothing. */
    private @org.jspecify.annotations.Nullable FileKind below(Path inside) throws IOException {
        for (Path layer : lower) {
            Path at = layer;
            for (Path name : inside) {
                at = at.resolve(name);
                if (!Files.exists(at, NOFOLLOW_LINKS)) {
                    break;
                }
                var kind = FileKind.of(at);
                if (kind.kind() == FileKind.CHARACTER_DEVICE && kind.rdev() == 0) {
                    return null;
                }
                if (at.equals(layer.resolve(inside))) {
                    return kind;
                }
                if (!kind.isFolder()) {
                    return null;
                }
            }
        }
        return null;
    }
}
