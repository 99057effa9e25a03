package naru.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the keys of Docker's configuration that have no effect here, so that a file need not be
 * changed. Keys for features that users rely on are rejected instead.
 */
final class IgnoredKeys {
    private static final String OURS = "Naru does it in its own way";
    private static final String FETCHED = "as many as the registry serves are under way";
    private static final String NO_SWARM = "there is no Swarm";
    private static final String NO_CONTAINERD = "there is no containerd";

    private static final Map<String, String> REASONS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("allow-nondistributable-artifacts", OURS),
                            Map.entry("builder", "there is no builder"),
                            Map.entry("containerd", NO_CONTAINERD),
                            Map.entry("containerd-namespace", NO_CONTAINERD),
                            Map.entry("containerd-plugin-namespace", NO_CONTAINERD),
                            Map.entry("cpu-rt-period", "give it to containers"),
                            Map.entry("cpu-rt-runtime", "give it to containers"),
                            Map.entry("exec-opts", "runtimes get their cgroups by path"),
                            Map.entry("experimental", "nothing is hidden"),
                            Map.entry("features", "nothing is hidden"),
                            Map.entry("ip-forward-no-drop", "Naru never sets a policy of yours"),
                            Map.entry("log-format", "it is text"),
                            Map.entry("max-concurrent-downloads", FETCHED),
                            Map.entry("max-concurrent-uploads", FETCHED),
                            Map.entry("max-download-attempts", OURS),
                            Map.entry("network-control-plane-mtu", NO_SWARM),
                            Map.entry("node-generic-resources", NO_SWARM),
                            Map.entry(
                                    "oom-score-adjust",
                                    "set it for the process that starts the daemon"),
                            Map.entry("pidfile", "\"ready\" on standard output says more"),
                            Map.entry("raw-logs", "they are plain"),
                            Map.entry("runtimes", "the host's crun or runc runs everything"),
                            Map.entry("shutdown-timeout", "containers outlive the daemon"),
                            Map.entry("userland-proxy-path", "Naru has a relay of its own")));

    private IgnoredKeys() {}

    /** The messages about them. */
    static List<String> take(ConfigKeys keys) {
        var notes = new ArrayList<String>();
        REASONS.forEach((key, reason) -> {
            if (keys.drop(key)) {
                notes.add(key + " has no effect: " + reason);
            }
        });
        if (!keys.flag("live-restore", true)) {
            notes.add("live-restore is always on: containers outlive the daemon");
        }
        refuseWhatWouldBeMissed(keys);
        return notes;
    }

    private static void refuseWhatWouldBeMissed(ConfigKeys keys) {
        for (var key : List.of("iptables", "ip6tables")) {
            if (!keys.flag(key, true)) {
                throw new ConfigException(
                        key + ": published ports and isolation are rules, in tables of Naru's own");
            }
        }
        keys.oneOf("firewall-backend", List.of("nftables"));
        keys.oneOf("storage-driver", List.of("overlay2", "overlayfs"));
        keys.oneOf("default-runtime", List.of("runc", "crun"));
        refuse(keys.flag("selinux-enabled", false), "selinux-enabled");
        refuse(!keys.text("userns-remap", "").isEmpty(), "userns-remap");
        refuse(
                !keys.list("authorization-plugins", text -> text).isEmpty(),
                "authorization-plugins");
        refuse(!keys.list("storage-opts", text -> text).isEmpty(), "storage-opts");
    }

    private static void refuse(boolean asked, String key) {
        if (asked) {
            throw new ConfigException(key + ": Naru does not have it");
        }
    }
}
