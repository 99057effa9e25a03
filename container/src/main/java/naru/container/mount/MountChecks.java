package naru.container.mount;

import naru.container.config.HostConfig;
import naru.container.config.Mount;
import naru.network.model.NaruException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Rejects mounts that Docker rejects, in its words. */
public final class MountChecks {
    static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    /** The words behind a bind, one of each kind; those of SELinux and macOS have no effect. */
    private static final List<Set<String>> MODES =
            List.of(
                    Set.of("ro", "rw"),
                    Set.of("z", "Z"),
                    PROPAGATIONS,
                    Set.of("nocopy"),
                    Set.of("consistent", "cached", "delegated"));

    private static final Set<String> TMPFS_OPTIONS = Set.of("exec", "noexec");

    private MountChecks() {}

    /** Checks what {@code --mount} and {@code --tmpfs} give. */
    public static void check(HostConfig host) {
        host.mounts().forEach(MountChecks::check);
        host.tmpfs().keySet().forEach(MountChecks::place);
    }

    private static void check(Mount mount) {
        if (mount.target().isEmpty()) {
            throw invalid(mount, "field Target must not be empty");
        }
        try {
            place(mount.target());
            fields(mount);
        } catch (NaruException.Invalid refusal) {
            throw invalid(mount, String.valueOf(refusal.getMessage()));
        }
    }

    private static void fields(Mount mount) {
        switch (mount.type()) {
            case "bind" -> bind(mount);
            case "volume" -> volume(mount);
            case "tmpfs" -> tmpfs(mount);
            default -> throw new NaruException.Invalid("mount type unknown");
        }
    }

    private static void bind(Mount mount) {
        refuse(mount.source().isEmpty(), "field Source must not be empty");
        refuse(mount.volumeOptions() != null, "field VolumeOptions must not be specified");
        absolute(mount.source());
        var options = mount.bindOptions();
        if (options == null) {
            return;
        }
        String propagation = options.propagation();
        refuse(
                !propagation.isEmpty() && !PROPAGATIONS.contains(propagation),
                "invalid propagation mode: " + propagation);
        boolean shallow = options.readOnlyNonRecursive();
        boolean forced = options.readOnlyForceRecursive();
        String conflict = "mount options conflict: ";
        refuse(
                shallow && !mount.readOnly(),
                conflict + "!ReadOnly && BindOptions.ReadOnlyNonRecursive");
        refuse(
                forced && !mount.readOnly(),
                conflict + "!ReadOnly && BindOptions.ReadOnlyForceRecursive");
        refuse(
                forced && shallow,
                conflict + "ReadOnlyNonRecursive && BindOptions.ReadOnlyForceRecursive");
    }

    private static void volume(Mount mount) {
        refuse(mount.bindOptions() != null, "field BindOptions must not be specified");
        boolean anonymous = mount.source().isEmpty();
        var options = mount.volumeOptions();
        String subpath = options == null ? "" : options.subpath();
        if (!subpath.isEmpty()) {
            refuse(anonymous, "must not set Subpath when using anonymous volumes");
            Path path = path(subpath);
            refuse(
                    path.isAbsolute() || path.normalize().startsWith(".."),
                    "subpath must be a relative path within the volume");
        }
        refuse(
                anonymous && mount.readOnly(),
                "must not set ReadOnly mode when using anonymous volumes");
    }

    private static void tmpfs(Mount mount) {
        refuse(mount.bindOptions() != null, "field BindOptions must not be specified");
        refuse(!mount.source().isEmpty(), "field Source must not be specified");
        var options = mount.tmpfsOptions();
        for (var option : options == null ? List.<List<String>>of() : options.options()) {
            refuse(option.isEmpty() || option.size() > 2, "invalid option array length");
            refuse(
                    !TMPFS_OPTIONS.contains(option.getFirst()),
                    "invalid option: " + option.getFirst());
        }
    }

    /** Returns a place in a container without dots and doubled slashes. */
    static String place(String target) {
        Path path = path(target).normalize();
        refuse(path.equals(Path.of("/")), "invalid specification: destination can't be '/'");
        absolute(target);
        return path.toString();
    }

    private static void absolute(String path) {
        refuse(
                !path.startsWith("/"),
                "invalid mount path: '" + path + "' mount path must be absolute");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException nul) {
            throw new NaruException.Invalid("invalid mount path: " + nul.getReason());
        }
    }

    /** Whether these are the words that may stand behind a bind, at most one of each kind. */
    static boolean isMode(String mode) {
        if (mode.isEmpty()) {
            return true;
        }
        var words = List.of(mode.split(",", -1));
        return MODES.stream().allMatch(kind -> words.stream().filter(kind::contains).count() <= 1)
                && words.stream().allMatch(word -> MODES.stream().anyMatch(k -> k.contains(word)));
    }

    private static void refuse(boolean wrong, String reason) {
        if (wrong) {
            throw new NaruException.Invalid(reason);
        }
    }

    static NaruException.Invalid invalid(Mount mount, String reason) {
        return new NaruException.Invalid(
                "invalid mount config for type \"" + mount.type() + "\": " + reason);
    }
}
