package naru.api;

import naru.api.json.InfoReply;
import naru.container.Container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code docker info}: what Naru is and can, in Docker's words. */
final class InfoView {
    private static final String INDEX = "https://index.docker.io/v1/";
    private static final InfoReply.Commit UNKNOWN = new InfoReply.Commit("");

    private InfoView() {}

    static InfoReply of(List<Container> containers, int images, Path dataRoot, Instant now) {
        var running = count(containers, "running");
        var paused = count(containers, "paused");
        return new InfoReply(
                id(dataRoot),
                containers.size(),
                running,
                paused,
                containers.size() - running - paused,
                images,
                "overlay2",
                List.of(
                        List.of("Backing Filesystem", "extfs"),
                        List.of("Supports d_type", "true"),
                        List.of("Using metacopy", "false"),
                        List.of("Native Overlay Diff", "true"),
                        List.of("userxattr", "false")),
                new InfoReply.Plugins(
                        List.of("local"),
                        List.of("bridge", "host", "null"),
                        null,
                        List.of("json-file")),
                true,
                true,
                true,
                true,
                true,
                true,
                true,
                HostFacts.forwardsIpv4(),
                false,
                HostFacts.openFiles(),
                true,
                Thread.activeCount(),
                now.toString(),
                "json-file",
                "cgroupfs",
                HostFacts.cgroupVersion(),
                0,
                HostFacts.kernelVersion(),
                HostFacts.osRelease("PRETTY_NAME"),
                HostFacts.osRelease("VERSION_ID"),
                "linux",
                HostFacts.machine(),
                INDEX,
                registries(),
                Runtime.getRuntime().availableProcessors(),
                HostFacts.memory(),
                null,
                dataRoot.toString(),
                "",
                "",
                "",
                HostFacts.hostname(),
                List.of(),
                false,
                EngineVersion.DOCKER,
                Map.of(
                        "crun",
                        new InfoReply.Runtime("crun"),
                        "runc",
                        new InfoReply.Runtime("runc")),
                "runc",
                new InfoReply.Swarm("", "", "inactive", false, "", null),
                true,
                "",
                "",
                UNKNOWN,
                UNKNOWN,
                UNKNOWN,
                List.of(),
                new InfoReply.Firewall("nftables"),
                List.of(),
                warnings());
    }

    private static int count(List<Container> containers, String status) {
        return (int)
                containers.stream()
                        .filter(container -> container.state().status().equals(status))
                        .count();
    }

    /** The same for the same data folder, whoever runs on it. */
    private static String id(Path dataRoot) {
        return UUID.nameUUIDFromBytes(Json.utf8(HostFacts.hostname() + dataRoot)).toString();
    }

    private static InfoReply.Registries registries() {
        var hub = new InfoReply.Index("docker.io", List.of(), true, true);
        return new InfoReply.Registries(
                List.of("127.0.0.0/8"), Map.of("docker.io", hub), List.of());
    }

    private static List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (!HostFacts.forwardsIpv4()) {
            warnings.add("WARNING: IPv4 forwarding is disabled");
        }
        return warnings;
    }
}
