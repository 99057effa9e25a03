package naru.container.oci;

import naru.container.config.HostConfig;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The capabilities(7) of a container: Docker's default set, with additions and removals. */
final class Capability {
    /** In the order of their numbers, linux/capability.h. */
    private static final List<String> BITS =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_DAC_READ_SEARCH",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SETPCAP",
                    "CAP_LINUX_IMMUTABLE",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_NET_BROADCAST",
                    "CAP_NET_ADMIN",
                    "CAP_NET_RAW",
                    "CAP_IPC_LOCK",
                    "CAP_IPC_OWNER",
                    "CAP_SYS_MODULE",
                    "CAP_SYS_RAWIO",
                    "CAP_SYS_CHROOT",
                    "CAP_SYS_PTRACE",
                    "CAP_SYS_PACCT",
                    "CAP_SYS_ADMIN",
                    "CAP_SYS_BOOT",
                    "CAP_SYS_NICE",
                    "CAP_SYS_RESOURCE",
                    "CAP_SYS_TIME",
                    "CAP_SYS_TTY_CONFIG",
                    "CAP_MKNOD",
                    "CAP_LEASE",
                    "CAP_AUDIT_WRITE",
                    "CAP_AUDIT_CONTROL",
                    "CAP_SETFCAP",
                    "CAP_MAC_OVERRIDE",
                    "CAP_MAC_ADMIN",
                    "CAP_SYSLOG",
                    "CAP_WAKE_ALARM",
                    "CAP_BLOCK_SUSPEND",
                    "CAP_AUDIT_READ",
                    "CAP_PERFMON",
                    "CAP_BPF",
                    "CAP_CHECKPOINT_RESTORE");

    private static final List<String> ALL = BITS.stream().sorted().toList();

    private static final List<String> DEFAULT =
            List.of(
                    "CAP_AUDIT_WRITE",
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_MKNOD",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_NET_RAW",
                    "CAP_SETFCAP",
                    "CAP_SETGID",
                    "CAP_SETPCAP",
                    "CAP_SETUID",
                    "CAP_SYS_CHROOT");

    private Capability() {}

    /** Those that this process may grant: a daemon in a container may lack some. */
    static List<String> all() {
        return Available.NAMES;
    }

    private static final class Available {
        static final List<String> NAMES = read();

        private static List<String> read() {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                    if (line.startsWith("CapBnd:")) {
                        return named(Long.parseUnsignedLong(line.substring(7).strip(), 16));
                    }
                }
            } catch (IOException unreadable) {
                // the runtime then reports those that it cannot grant
            }
            return ALL;
        }
    }

    /** The names of the bits in a set. */
    static List<String> named(long set) {
        return BITS.stream()
                .filter(name -> (set >>> BITS.indexOf(name) & 1) == 1)
                .sorted()
                .toList();
    }

    static List<String> of(HostConfig host) {
        if (host.privileged()) {
            return all();
        }
        Set<String> drop = named(host.capDrop());
        Set<String> add = named(host.capAdd());
        var held = new TreeSet<String>(add.contains("ALL") ? all() : DEFAULT);
        if (drop.contains("ALL")) {
            held.clear();
        }
        held.removeAll(drop);
        add.stream().filter(name -> !name.equals("ALL")).forEach(held::add);
        if (add.contains("ALL")) {
            held.removeAll(drop);
        }
        return new ArrayList<>(held);
    }

    private static Set<String> named(List<String> names) {
        var result = new TreeSet<String>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            String full = upper.equals("ALL") || upper.startsWith("CAP_") ? upper : "CAP_" + upper;
            if (!full.equals("ALL") && !ALL.contains(full)) {
                throw new NaruException.Invalid(
                        "invalid CapAdd: unknown capability: \"" + full + "\"");
            }
            result.add(full);
        }
        return result;
    }
}
