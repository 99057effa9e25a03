package naru.cli.config;

import naru.container.config.HostDefaults;
import naru.container.config.LogConfig;
import naru.container.config.Ulimit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the keys with defaults of containers. */
final class ContainerKeys {
    private ContainerKeys() {}

    static HostDefaults defaults(ConfigKeys keys) {
        return new HostDefaults(
                new LogConfig(
                        keys.oneOf("log-driver", List.of("json-file", "local", "none")),
                        keys.strings("log-opts")),
                ulimits(keys),
                keys.bytes("default-shm-size", HostDefaults.USUAL_SHM_SIZE),
                keys.oneOf("default-ipc-mode", List.of("private", "shareable")),
                cgroupNamespace(keys),
                keys.text("cgroup-parent", ""),
                keys.flag("init"),
                keys.flag("no-new-privileges", false),
                seccomp(keys.text("seccomp-profile", "")));
    }

    private static String cgroupNamespace(ConfigKeys keys) {
        var usual = HostDefaults.USUAL_CGROUPNS;
        var other = usual.equals("host") ? "private" : "host";
        return keys.oneOf("default-cgroupns-mode", List.of(usual, other));
    }

    /** {@code {"nofile": {"Name": "nofile", "Hard": 64000, "Soft": 64000}}}. */
    private static List<Ulimit> ulimits(ConfigKeys keys) {
        var outer = keys.object("default-ulimits");
        if (outer == null) {
            return List.of();
        }
        var limits = new ArrayList<Ulimit>();
        for (var name : outer.names()) {
            var limit = outer.object(name);
            if (limit != null) {
                limit.text("Name", name);
                limits.add(new Ulimit(name, limit.whole("Hard"), limit.whole("Soft")));
                limit.refuseOthers();
            }
        }
        return limits;
    }

    /** Replaces a file's path by its content. */
    private static String seccomp(String value) {
        if (value.isEmpty() || value.equals("builtin") || value.equals("unconfined")) {
            return value;
        }
        try {
            return Files.readString(Path.of(value));
        } catch (IOException e) {
            throw new ConfigException("seccomp-profile: cannot read it: " + e);
        }
    }
}
