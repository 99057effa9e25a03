package naru.container.volume;

import naru.network.model.NaruException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the local driver mounts in place of a folder, as mount(8) would: {@code type}, {@code
 * device} and {@code o}. Docker, "docker volume create", "Driver-specific options".
 *
 * @param flags MS_*, linux/mount.h
 * @param data for the file system itself
 */
public record VolumeOptions(String device, String type, long flags, String data) {
    private static final Set<String> KNOWN = Set.of("type", "device", "o", "size");
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs");

    private static final long MS_RDONLY = 1; // linux/mount.h
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;

    /** What each word of mount(8) sets. */
    private static final Map<String, Long> SET =
            Map.ofEntries(
                    Map.entry("ro", MS_RDONLY),
                    Map.entry("nosuid", 2L),
                    Map.entry("nodev", 4L),
                    Map.entry("noexec", 8L),
                    Map.entry("sync", 16L),
                    Map.entry("mand", 64L),
                    Map.entry("dirsync", 128L),
                    Map.entry("noatime", 1024L),
                    Map.entry("nodiratime", 2048L),
                    Map.entry("bind", MS_BIND),
                    Map.entry("rbind", MS_BIND | MS_REC),
                    Map.entry("relatime", 1L << 21),
                    Map.entry("strictatime", 1L << 24));

    /** And what each takes back that another has set. */
    private static final Map<String, Long> CLEARED =
            Map.ofEntries(
                    Map.entry("rw", MS_RDONLY),
                    Map.entry("suid", 2L),
                    Map.entry("dev", 4L),
                    Map.entry("exec", 8L),
                    Map.entry("async", 16L),
                    Map.entry("nomand", 64L),
                    Map.entry("atime", 1024L),
                    Map.entry("diratime", 2048L),
                    Map.entry("norelatime", 1L << 21),
                    Map.entry("nostrictatime", 1L << 24),
                    Map.entry("defaults", 0L));

    /**
     * @throws NaruException.Invalid naming the option that is wrong or missing
     */
    static void check(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new NaruException.Invalid("invalid option: \"" + name + "\"");
            }
        }
        if (options.containsKey("size")) {
            throw new NaruException.Invalid("quota size requested but no quota support");
        }
        for (String name : options.keySet()) {
            for (String needed : List.of("device", "type")) {
                if (options.getOrDefault(needed, "").isEmpty()) {
                    throw new NaruException.Invalid(
                            "missing required option: \"" + needed + "\" (with " + name + ")");
                }
            }
        }
    }

    /** Of options that passed the check and are not empty. */
    static VolumeOptions of(Map<String, String> options) {
        String type = options.getOrDefault("type", "");
        long flags = 0;
        var data = new ArrayList<String>();
        for (String option : options.getOrDefault("o", "").split(",", -1)) {
            flags |= SET.getOrDefault(option, 0L);
            flags &= ~CLEARED.getOrDefault(option, 0L);
            if (!SET.containsKey(option) && !CLEARED.containsKey(option) && !option.isEmpty()) {
                data.add(REMOTE.contains(type) ? resolved(option) : option);
            }
        }
        return new VolumeOptions(
                options.getOrDefault("device", ""), type, flags, String.join(",", data));
    }

    /** The kernel knows addresses, not names. */
    private static String resolved(String option) {
        if (!option.startsWith("addr=")) {
            return option;
        }
        String name = option.substring("addr=".length());
        try {
            return "addr=" + InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException unknown) {
            throw new NaruException.HostFailure(
                    "error resolving passed in network volume address: " + name, unknown);
        }
    }

    /** What the kernel takes from a bind mount only after it has been made: all but what it is. */
    long flagsOfBind() {
        return isBind() ? flags & ~(MS_BIND | MS_REC) : 0;
    }

    boolean isBind() {
        return (flags & MS_BIND) != 0;
    }
}
