package naru.container;

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
record VolumeOptions(String device, String type, long flags, String data) {
    private static final Set<String> KNOWN = Set.of("type", "device", "o", "size");
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs");

    private static final long MS_RDONLY = 1; // linux/mount.h
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_NOEXEC = 8;
    private static final long MS_SYNCHRONOUS = 16;
    private static final long MS_NOATIME = 1024;
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;

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
            long flag = flag(option);
            flags |= flag;
            if (flag == 0 && !option.isEmpty() && !option.equals("rw")) {
                data.add(REMOTE.contains(type) ? resolved(option) : option);
            }
        }
        return new VolumeOptions(
                options.getOrDefault("device", ""), type, flags, String.join(",", data));
    }

    private static long flag(String option) {
        return switch (option) {
            case "ro" -> MS_RDONLY;
            case "bind" -> MS_BIND;
            case "rbind" -> MS_BIND | MS_REC;
            case "nosuid" -> MS_NOSUID;
            case "nodev" -> MS_NODEV;
            case "noexec" -> MS_NOEXEC;
            case "noatime" -> MS_NOATIME;
            case "sync" -> MS_SYNCHRONOUS;
            default -> 0;
        };
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

    boolean isBind() {
        return (flags & MS_BIND) != 0;
    }
}
