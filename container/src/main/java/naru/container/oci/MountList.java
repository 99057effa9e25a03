package naru.container.oci;

import naru.container.config.HostConfig;
import naru.container.config.MountPoint;
import naru.container.oci.OciSpec.Mount;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The mounts of a container: parents first; of several at one path, the user's. */
final class MountList {
    /** Since Linux 5.12; crun and runc have {@code rro} for it since 1.4 and 1.1. */
    static final boolean RECURSIVE_READ_ONLY = KernelRelease.atLeast(5, 12);

    /** Where the program of {@code --init} is mounted. */
    static final String INIT = "/sbin/docker-init";

    private MountList() {}

    static List<Mount> of(SpecInput in) {
        var byPlace = new TreeMap<String, Mount>();
        for (Mount mount : standardMounts(in.host())) {
            byPlace.put(mount.destination(), mount);
        }
        if (!in.host().ipcMode().equals("none")) {
            byPlace.put("/dev/shm", sharedMemory(in));
        }
        for (Mount mount : in.files()) {
            byPlace.put(mount.destination(), mount);
        }
        for (Map.Entry<String, String> tmpfs : in.host().tmpfs().entrySet()) {
            byPlace.put(tmpfs.getKey(), tmpfs(tmpfs.getKey(), tmpfs.getValue()));
        }
        for (MountPoint mount : in.mounts()) {
            byPlace.put(mount.destination(), bind(mount));
        }
        if (in.initPath() != null) {
            byPlace.put(
                    INIT, new Mount(INIT, "bind", in.initPath().toString(), List.of("bind", "ro")));
        }
        var mounts = new ArrayList<>(byPlace.values());
        // Parents first: a later mount would cover those below it.
        mounts.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        return mounts;
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static List<Mount> standardMounts(HostConfig host) {
        String access = host.privileged() ? "rw" : "ro";
        return List.of(
                new Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                new Mount(
                        "/dev",
                        "tmpfs",
                        "tmpfs",
                        List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new Mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of(
                                "nosuid",
                                "noexec",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620",
                                "gid=5")),
                new Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", access)),
                new Mount(
                        "/sys/fs/cgroup",
                        "cgroup",
                        "cgroup",
                        List.of(access, "nosuid", "noexec", "nodev")),
                new Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")));
    }

    private static Mount sharedMemory(SpecInput in) {
        return in.sharedMemory() != null
                ? new Mount(
                        "/dev/shm", "bind", in.sharedMemory().toString(), List.of("rbind", "rw"))
                : new Mount(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        List.of(
                                "nosuid",
                                "noexec",
                                "nodev",
                                "mode=1777",
                                "size=" + in.host().shmSize()));
    }

    private static Mount tmpfs(String place, String options) {
        var all = new ArrayList<>(List.of("nosuid", "nodev", "noexec"));
        for (String option : options.split(",", -1)) {
            if (option.equals("exec")) {
                all.remove("noexec");
            } else if (!option.isEmpty()) {
                all.add(option);
            }
        }
        return new Mount(place, "tmpfs", "tmpfs", all);
    }

    private static Mount bind(MountPoint mount) {
        if (mount.type().equals("tmpfs")) {
            return tmpfs(mount.destination(), mount.mode());
        }
        var options = new ArrayList<String>();
        var bind = mount.bindOptions();
        boolean alone = bind != null && bind.nonRecursive();
        options.add(alone ? "bind" : "rbind");
        options.add(mount.writable() ? "rw" : readOnly(bind, Path.of(mount.source())));
        options.add(propagation(mount.propagation(), alone));
        return new Mount(mount.destination(), "bind", mount.source(), options);
    }

    /**
     * crun 1.8 takes the r of a propagation for one of the bind's, so that a bind alone has none.
     */
    private static String propagation(String given, boolean alone) {
        String propagation = given.isEmpty() ? "rprivate" : given;
        return alone && propagation.startsWith("r") ? propagation.substring(1) : propagation;
    }

    /**
     * Recursive where the kernel has mount_setattr(2), unless the mount excludes it. Nothing is
     * mounted below a file, and crun 1.8 makes only the mounts of directories read-only so.
     */
    private static String readOnly(
            naru.container.config.Mount.@Nullable BindOptions bind, Path source) {
        boolean shallow = bind != null && bind.readOnlyNonRecursive();
        if (bind != null && bind.readOnlyForceRecursive() && !RECURSIVE_READ_ONLY) {
            throw new NaruException.HostFailure(
                    "recursive read-only mounts need Linux 5.12 or newer");
        }
        return !shallow && RECURSIVE_READ_ONLY && Files.isDirectory(source) ? "rro" : "ro";
    }
}
