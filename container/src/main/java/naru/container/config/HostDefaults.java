package naru.container.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The defaults of a container's host configuration. Names in brackets are the keys of Docker's
 * {@code daemon.json}. A container keeps what it was created with.
 *
 * @param logging the log driver [log-driver], and options of that driver [log-opts]
 * @param moreUlimits for names that are not given [default-ulimits]
 * @param shmSize of /dev/shm in bytes [default-shm-size]
 * @param ipcMode {@code private} or {@code shareable} [default-ipc-mode]
 * @param cgroupnsMode {@code private} or {@code host} [default-cgroupns-mode]
 * @param cgroupParent empty for Naru's own [cgroup-parent]
 * @param init true to run an init in every container [init]
 * @param noNewPrivileges whether programs gain none by set-user-id files [no-new-privileges]
 * @param seccomp empty for the built-in profile, {@code unconfined}, or a profile [seccomp-profile]
 */
public record HostDefaults(
        LogConfig logging,
        List<Ulimit> moreUlimits,
        long shmSize,
        String ipcMode,
        String cgroupnsMode,
        String cgroupParent,
        @Nullable Boolean init,
        boolean noNewPrivileges,
        String seccomp) {

    static final boolean UNIFIED_CGROUPS =
            Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));

    /** With control groups of version 1, a container sees the host's, as in Docker. */
    public static final String USUAL_CGROUPNS = UNIFIED_CGROUPS ? "private" : "host";

    public static final long USUAL_SHM_SIZE = 64L << 20; // bytes

    /** Docker's. */
    public static final HostDefaults STANDARD =
            new HostDefaults(
                    new LogConfig("json-file", Map.of()),
                    List.of(),
                    USUAL_SHM_SIZE,
                    "private",
                    USUAL_CGROUPNS,
                    "",
                    null,
                    false,
                    "");

    public HostDefaults {
        moreUlimits = List.copyOf(moreUlimits);
    }

    /** With control groups of version 1, privileged containers see the host's, as in Docker. */
    String cgroupnsMode(boolean privileged) {
        return privileged && !UNIFIED_CGROUPS ? "host" : cgroupnsMode;
    }

    /** The options belong to one driver and do not apply to others. */
    LogConfig logConfig(LogConfig given) {
        var type = given.type().isEmpty() ? logging.type() : given.type();
        if (!type.equals(logging.type())) {
            return given;
        }
        var options = new TreeMap<>(logging.config());
        options.putAll(given.config());
        return new LogConfig(type, options);
    }

    List<Ulimit> ulimits(List<Ulimit> given) {
        var all = new ArrayList<>(given);
        moreUlimits.stream()
                .filter(limit -> given.stream().noneMatch(g -> g.name().equals(limit.name())))
                .forEach(all::add);
        return all;
    }

    List<String> securityOpt(List<String> given, boolean privileged) {
        var all = new ArrayList<>(given);
        if (noNewPrivileges && !names(given, "no-new-privileges")) {
            all.add("no-new-privileges");
        }
        if (!seccomp.isEmpty() && !privileged && !names(given, "seccomp")) {
            all.add("seccomp=" + seccomp);
        }
        return all;
    }

    private static boolean names(List<String> options, String name) {
        return options.stream().anyMatch(option -> option.split("[=:]", 2)[0].equals(name));
    }
}
