package naru.api.containers;

import naru.api.json.container.ContainerReply;
import naru.api.json.container.ContainerSummary;
import naru.api.json.container.EndpointReply;
import naru.api.resource.ApiVersion;
import naru.api.resource.Engine;
import naru.api.wire.HumanTime;
import naru.container.config.EndpointSettings;
import naru.container.config.MountPoint;
import naru.container.config.PortBinding;
import naru.container.model.Container;
import naru.container.model.ContainerState;
import naru.container.model.Health;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Converts containers to replies of the Docker Engine API. */
public final class ContainerViews {
    private static final int MAX_REASON = 300; // characters

    private ContainerViews() {}

    /** The size of a container's layer, and of its root file system, in bytes. */
    record Sizes(long own, long all) {}

    public static Sizes sizes(Engine engine, Container container) {
        var own = engine.containers().sizeOnDisk(container.id());
        try {
            return new Sizes(own, own + engine.images().find(container.imageId()).size());
        } catch (NaruException.NotFound ignored) {
            return new Sizes(own, own);
        }
    }

    public static ContainerSummary summary(
            Container container, ApiVersion version, Instant now, @Nullable Sizes sizes) {
        return new ContainerSummary(
                container.id(),
                names(container),
                container.config().image(),
                container.imageId(),
                command(container),
                container.created().getEpochSecond(),
                ports(container.ports()),
                sizes == null ? null : sizes.own(),
                sizes == null ? null : sizes.all(),
                container.config().labels(),
                container.state().status(),
                status(container.state(), now),
                host(container, version),
                new ContainerSummary.Settings(networks(container, version)),
                mounts(container));
    }

    /** Its own names and those of links to it, sorted as in Docker. */
    private static List<String> names(Container container) {
        return Stream.concat(Stream.of("/" + container.name()), container.linkNames().stream())
                .sorted()
                .toList();
    }

    /** Annotations are sent since 1.46, if there are any. */
    private static ContainerSummary.Host host(Container container, ApiVersion version) {
        var annotations = container.hostConfig().annotations();
        boolean shown = !version.before(1, 46) && !annotations.isEmpty();
        return new ContainerSummary.Host(
                container.hostConfig().networkMode(), shown ? annotations : null);
    }

    private static List<MountPoint> mounts(Container container) {
        return container.mounts().stream().map(MountPoint::shown).toList();
    }

    /** Arguments with blanks are quoted. */
    private static String command(Container container) {
        var command = new StringBuilder(container.path());
        for (var word : container.args()) {
            command.append(' ').append(word.contains(" ") ? "'" + word + "'" : word);
        }
        return command.toString();
    }

    /** One row per binding of a port; addresses of both families are adjacent. */
    static List<ContainerSummary.Port> ports(Map<String, List<PortBinding>> published) {
        var rows = new ArrayList<ContainerSummary.Port>();
        published.forEach((port, bindings) -> {
            var slash = port.indexOf('/');
            var number = Integer.parseInt(slash < 0 ? port : port.substring(0, slash));
            var protocol = slash < 0 ? "tcp" : port.substring(slash + 1);
            // A routed network publishes a port without a host port.
            if (bindings.stream().allMatch(binding -> binding.hostPort().isEmpty())) {
                rows.add(new ContainerSummary.Port(null, number, null, protocol));
            }
            for (var binding : bindings) {
                if (!binding.hostPort().isEmpty()) {
                    var hostPort = Integer.valueOf(binding.hostPort());
                    rows.add(
                            new ContainerSummary.Port(
                                    binding.hostIp(), number, hostPort, protocol));
                }
            }
        });
        return rows;
    }

    /** As in {@code Up 5 minutes (Paused)} and {@code Exited (137) 2 hours ago}. */
    static String status(ContainerState state, Instant now) {
        if (state.running() && !state.restarting()) {
            var up = "Up " + since(state.startedAt(), now);
            return state.paused() ? up + " (Paused)" : up + health(state);
        }
        var ended = " (" + state.exitCode() + ") " + since(state.finishedAt(), now) + " ago";
        return switch (state.status()) {
            case "restarting" -> "Restarting" + ended + reason(state.error());
            case "removing" -> "Removal In Progress";
            case "dead" -> "Dead";
            case "created" -> "Created";
            default -> "Exited" + ended;
        };
    }

    /** The reason why a container does not run, as one line that fits a table. */
    private static String reason(String error) {
        var line = error.lines().findFirst().orElse("");
        return line.isEmpty()
                ? ""
                : ": "
                        + (line.length() <= MAX_REASON
                                ? line
                                : line.substring(0, MAX_REASON - 1) + "…");
    }

    private static String health(ContainerState state) {
        var health = state.health();
        if (health == null) {
            return "";
        }
        return health.status().equals(Health.STARTING)
                ? " (health: starting)"
                : " (" + health.status() + ")";
    }

    private static String since(String time, Instant now) {
        try {
            return HumanTime.of(Duration.between(Instant.parse(time), now));
        } catch (DateTimeParseException ignored) {
            return HumanTime.of(Duration.ZERO);
        }
    }

    /**
     * {@code printsPorts} tells whether the client prints each binding as an address and a port.
     */
    static ContainerReply reply(
            Container container, ApiVersion version, boolean printsPorts, @Nullable Sizes sizes) {
        var rootFs = container.rootFs();
        return new ContainerReply(
                container.id(),
                container.created().toString(),
                container.path(),
                container.args(),
                container.state(),
                container.imageId(),
                container.directory().resolve("resolv.conf").toString(),
                container.directory().resolve("hostname").toString(),
                container.directory().resolve("hosts").toString(),
                container.logPath().toString(),
                "/" + container.name(),
                container.restartCount(),
                "overlay2",
                "linux",
                "",
                "",
                "",
                container.execIds().isEmpty() ? null : container.execIds(),
                container.hostConfig(),
                new ContainerReply.GraphDriver(
                        Map.of(
                                "ID", container.id(),
                                "LowerDir", rootFs.lowerDir(),
                                "MergedDir", rootFs.mergedDir(),
                                "UpperDir", rootFs.upperDir(),
                                "WorkDir", rootFs.workDir()),
                        "overlay2"),
                sizes == null ? null : sizes.own(),
                sizes == null ? null : sizes.all(),
                mounts(container),
                container.config(),
                settings(container, version, printsPorts));
    }

    private static ContainerReply.Settings settings(
            Container container, ApiVersion version, boolean printsPorts) {
        var bridge = container.networks().getOrDefault("bridge", EndpointSettings.DEFAULT);
        return new ContainerReply.Settings(
                "",
                container.sandboxId(),
                container.sandboxKey(),
                hostSides(container.ports(), version, printsPorts),
                false,
                "",
                0,
                null,
                null,
                bridge.endpointId(),
                bridge.gateway(),
                bridge.globalIpv6Address(),
                bridge.globalIpv6PrefixLen(),
                bridge.ipAddress(),
                bridge.ipPrefixLen(),
                bridge.ipv6Gateway(),
                bridge.endpointId().isEmpty() ? "" : bridge.macAddress(),
                networks(container, version));
    }

    /**
     * Null for a port that is only exposed. A port of a routed network has a binding without a host
     * port, which {@code docker port} would print as an incomplete address: a port without other
     * bindings is null for that client, and clients before 1.46 get no such binding.
     */
    private static Map<String, @Nullable List<PortBinding>> hostSides(
            Map<String, List<PortBinding>> ports, ApiVersion version, boolean printsPorts) {
        var shown = new TreeMap<String, @Nullable List<PortBinding>>();
        ports.forEach((port, bindings) -> {
            var whole = bindings.stream().filter(side -> !side.hostPort().isEmpty()).toList();
            boolean onlyWhole = version.before(1, 46) || (printsPorts && whole.isEmpty());
            var sides = onlyWhole ? whole : bindings;
            shown.put(port, sides.isEmpty() ? null : sides);
        });
        return shown;
    }

    /**
     * Before 1.45 the short id was among the aliases; Compose 1 reconnects a container without it.
     */
    static Map<String, EndpointReply> networks(Container container, ApiVersion version) {
        var shown = new LinkedHashMap<String, EndpointReply>();
        container
                .networks()
                .forEach((name, endpoint) -> {
                    var aliases = new ArrayList<>(endpoint.aliases());
                    boolean named = version.before(1, 45) && !Network.isPredefined(name);
                    if (named && !aliases.contains(container.shortId())) {
                        aliases.add(container.shortId());
                    }
                    shown.put(name, EndpointReply.of(endpoint, aliases));
                });
        return shown;
    }
}
