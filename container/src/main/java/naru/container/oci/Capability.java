package naru.container.oci;

import naru.container.config.HostConfig;
import naru.network.model.NaruException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which capabilities(7) a container gets: Docker's default set, with what is added and dropped. */
final class Capability {
    private static final List<String> ALL =
            List.of(
                    "CAP_AUDIT_CONTROL",
                    "CAP_AUDIT_READ",
                    "CAP_AUDIT_WRITE",
                    "CAP_BLOCK_SUSPEND",
                    "CAP_BPF",
                    "CAP_CHECKPOINT_RESTORE",
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_DAC_READ_SEARCH",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_IPC_LOCK",
                    "CAP_IPC_OWNER",
                    "CAP_KILL",
                    "CAP_LEASE",
                    "CAP_LINUX_IMMUTABLE",
                    "CAP_MAC_ADMIN",
                    "CAP_MAC_OVERRIDE",
                    "CAP_MKNOD",
                    "CAP_NET_ADMIN",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_NET_BROADCAST",
                    "CAP_NET_RAW",
                    "CAP_PERFMON",
                    "CAP_SETFCAP",
                    "CAP_SETGID",
                    "CAP_SETPCAP",
                    "CAP_SETUID",
                    "CAP_SYSLOG",
                    "CAP_SYS_ADMIN",
                    "CAP_SYS_BOOT",
                    "CAP_SYS_CHROOT",
                    "CAP_SYS_MODULE",
                    "CAP_SYS_NICE",
                    "CAP_SYS_PACCT",
                    "CAP_SYS_PTRACE",
                    "CAP_SYS_RAWIO",
                    "CAP_SYS_RESOURCE",
                    "CAP_SYS_TIME",
                    "CAP_SYS_TTY_CONFIG",
                    "CAP_WAKE_ALARM");

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

    static List<String> all() {
        return ALL;
    }

    static List<String> of(HostConfig host) {
        if (host.privileged()) {
            return ALL;
        }
        Set<String> drop = named(host.capDrop());
        Set<String> add = named(host.capAdd());
        var held = new TreeSet<String>(add.contains("ALL") ? ALL : DEFAULT);
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
