package naru.api.system;

import naru.api.json.system.InfoReply;
import naru.api.resource.ApiVersion;
import naru.api.resource.DaemonFacts;
import naru.api.resource.Engine;
import naru.api.wire.EngineVersion;
import naru.api.wire.Json;
import naru.container.image.model.RegistrySettings;
import naru.container.model.Container;
import naru.container.model.ContainerSettings;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** {@code GET /info}: properties and features of Naru. */
final class InfoView {
    private static final String INIT = "docker-init"; // its name in containers
    private static final String INDEX = "https://index.docker.io/v1/";
    private static final InfoReply.Commit UNKNOWN = new InfoReply.Commit("");

    private InfoView() {}

    static InfoReply of(
            Engine engine, List<Container> containers, Instant now, ApiVersion version) {
        var dataRoot = engine.dataRoot();
        var facts = engine.facts();
        var cgroups = CgroupFacts.HOST;
        var running = count(containers, "running");
        var paused = count(containers, "paused");
        return new InfoReply(
                id(dataRoot),
                containers.size(),
                running,
                paused,
                containers.size() - running - paused,
                engine.images().list().size(),
                "overlay2",
                List.of(
                        List.of("Backing Filesystem", HostFacts.fileSystem(dataRoot)),
                        List.of("Supports d_type", "true"),
                        List.of("Using metacopy", overlay("metacopy")),
                        List.of("Native Overlay Diff", "true"),
                        List.of("userxattr", "false")),
                new InfoReply.Plugins(
                        List.of("local"),
                        List.of("bridge", "host", "ipvlan", "macvlan", "null"),
                        null,
                        List.of("json-file", "local")),
                cgroups.memory(),
                cgroups.swap(),
                cgroups.cpuPeriod(),
                cgroups.cpuQuota(),
                cgroups.cpuShares(),
                cgroups.cpuset(),
                cgroups.pids(),
                HostFacts.forwardsIpv4(),
                facts.debug(),
                HostFacts.openFiles(),
                cgroups.oomKillDisable(),
                Thread.activeCount(),
                now.toString(),
                facts.logDriver(),
                "cgroupfs",
                cgroups.isVersionTwo() ? "2" : "1",
                engine.events().listeners(),
                HostFacts.kernelVersion(),
                HostFacts.osRelease("PRETTY_NAME"),
                HostFacts.osRelease("VERSION_ID"),
                "linux",
                HostFacts.machine(),
                INDEX,
                registries(facts.registries()),
                Runtime.getRuntime().availableProcessors(),
                HostFacts.memory(),
                null,
                dataRoot.toString(),
                withoutPassword(facts.registries().proxies().http()),
                withoutPassword(facts.registries().proxies().https()),
                String.join(",", facts.registries().proxies().exceptions()),
                HostFacts.hostname(),
                facts.labels(),
                false,
                EngineVersion.DOCKER,
                runtimes(),
                "runc",
                SwarmInfo.of(engine.cluster()),
                true,
                "",
                HostFacts.program(ContainerSettings.INIT_PROGRAMS).isEmpty() ? "" : INIT,
                UNKNOWN,
                UNKNOWN,
                UNKNOWN,
                securityOptions(cgroups),
                pools(facts),
                version.before(1, 49) ? null : new InfoReply.Firewall("nftables"),
                List.of(),
                warnings(cgroups));
    }

    private static int count(List<Container> containers, String status) {
        return (int)
                containers.stream()
                        .filter(container -> container.state().status().equals(status))
                        .count();
    }

    /** Stable for a data directory. */
    private static String id(Path dataRoot) {
        return UUID.nameUUIDFromBytes(Json.utf8(HostFacts.hostname() + dataRoot)).toString();
    }

    private static InfoReply.Registries registries(RegistrySettings settings) {
        var mirrors = settings.mirrors().stream().map(mirror -> mirror + "/").toList();
        var indexes = new TreeMap<String, InfoReply.Index>();
        indexes.put("docker.io", new InfoReply.Index("docker.io", mirrors, true, true));
        var blocks = new ArrayList<>(List.of("::1/128", "127.0.0.0/8"));
        for (String insecure : settings.insecure()) {
            if (insecure.contains("/")) {
                blocks.add(insecure);
            } else {
                indexes.put(insecure, new InfoReply.Index(insecure, List.of(), false, false));
            }
        }
        return new InfoReply.Registries(blocks, indexes, mirrors);
    }

    private static String withoutPassword(@Nullable URI proxy) {
        if (proxy == null) {
            return "";
        }
        var user = proxy.getRawUserInfo();
        return user == null ? proxy.toString() : proxy.toString().replace(user, "xxxxx:xxxxx");
    }

    /** The installed ones. */
    private static Map<String, InfoReply.Runtime> runtimes() {
        var found = new TreeMap<String, InfoReply.Runtime>();
        for (String name : List.of("crun", "runc")) {
            if (!HostFacts.program(List.of(Path.of("/usr/bin", name), Path.of("/usr/sbin", name)))
                    .isEmpty()) {
                found.put(name, new InfoReply.Runtime(name));
            }
        }
        return found;
    }

    private static List<String> securityOptions(CgroupFacts cgroups) {
        String seccomp = "name=seccomp,profile=builtin";
        return cgroups.isVersionTwo() ? List.of(seccomp, "name=cgroupns") : List.of(seccomp);
    }

    private static @Nullable List<InfoReply.Pool> pools(DaemonFacts facts) {
        return facts.pools().isEmpty()
                ? null
                : facts.pools().stream()
                        .map(pool -> new InfoReply.Pool(pool.base().toString(), pool.size()))
                        .toList();
    }

    /** A parameter of the overlay file system; off if it does not exist. */
    private static String overlay(String parameter) {
        Path file = Path.of("/sys/module/overlay/parameters", parameter);
        return Boolean.toString(HostFacts.firstLine(file.toString(), "N").equals("Y"));
    }

    private static List<String> warnings(CgroupFacts cgroups) {
        var warnings = new ArrayList<>(cgroups.warnings());
        if (!HostFacts.forwardsIpv4()) {
            warnings.add("WARNING: IPv4 forwarding is disabled");
        }
        return warnings;
    }
}
