package naru.api.containers;

import naru.api.wire.Filters;
import naru.api.wire.NamePattern;
import naru.container.config.EndpointSettings;
import naru.container.model.Container;
import naru.container.model.ContainerState;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The filters of {@code docker ps} and {@code docker container prune}. */
final class ContainerFilter {
    private static final Set<String> LIST =
            Set.of(
                    "ancestor",
                    "before",
                    "exited",
                    "expose",
                    "health",
                    "id",
                    "is-task",
                    "isolation",
                    "label",
                    "name",
                    "network",
                    "publish",
                    "since",
                    "status",
                    "volume");
    private static final Set<String> STATUSES =
            Set.of("created", "restarting", "running", "removing", "paused", "exited", "dead");

    private final Filters filters;
    private final List<PortSet> published;
    private final List<PortSet> exposed;
    private final List<String> ancestors;

    /** {@code imageId} resolves an image's name, or returns null. */
    private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");

    ContainerFilter(Filters filters, Function<String, @Nullable String> imageId) {
        this.filters = filters.only(LIST);
        for (var status : filters.of("status")) {
            if (!STATUSES.contains(status)) {
                throw new NaruException.Invalid("invalid filter 'status=" + status + "'");
            }
        }
        for (var health : filters.of("health")) {
            if (!HEALTH.contains(health)) {
                throw new NaruException.Invalid("invalid filter 'health=" + health + "'");
            }
        }
        filters.flag("is-task", false); // rejects other values
        filters.of("exited").forEach(ContainerFilter::exitCode);
        this.published = ports("publish");
        this.exposed = ports("expose");
        this.ancestors = new ArrayList<>(filters.of("ancestor"));
        filters.of("ancestor").stream()
                .map(imageId)
                .forEach(id -> {
                    if (id != null) {
                        ancestors.add(id);
                    }
                });
    }

    private static int exitCode(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException ignored) {
            throw new NaruException.Invalid("invalid filter 'exited=" + text + "'");
        }
    }

    /** Whether the filters imply stopped containers, without {@code all}. */
    boolean asksForStopped() {
        return filters.has("status")
                || filters.has("exited")
                || filters.has("before")
                || filters.has("since");
    }

    boolean fits(Container container) {
        var state = container.state();
        return filters.any("id", container.id()::startsWith)
                && filters.any("name", name -> isNamed(container.name(), name))
                && filters.any("status", state.status()::equals)
                && filters.any(
                        "exited",
                        code ->
                                !state.running()
                                        && !state.status().equals("created")
                                        && state.exitCode() == exitCode(code))
                && filters.any("health", health(state)::equals)
                && (!filters.has("is-task") || !filters.flag("is-task", false))
                && filters.labels(container.config().labels())
                && filters.any("volume", volume -> isMounted(container, volume))
                && filters.any("network", network -> isOn(container, network))
                && (ancestors.isEmpty() || isMadeOf(container))
                && anyOf(published, publishedPorts(container))
                && anyOf(exposed, container.config().exposedPorts().keySet());
    }

    private static String health(ContainerState state) {
        return state.health() == null ? "none" : state.health().status();
    }

    private static boolean isNamed(String name, String wanted) {
        return NamePattern.isPlain(wanted)
                ? ("/" + name).contains(wanted)
                : NamePattern.fits(wanted, name);
    }

    private static boolean isMounted(Container container, String volume) {
        return container.mounts().stream()
                .anyMatch(mount ->
                        mount.destination().equals(volume)
                                || volume.equals(mount.name())
                                || mount.source().equals(volume));
    }

    private static boolean isOn(Container container, String network) {
        return container.networks().entrySet().stream()
                .anyMatch(entry -> isNetwork(entry.getKey(), entry.getValue(), network));
    }

    private static boolean isNetwork(String name, EndpointSettings endpoint, String wanted) {
        return name.equals(wanted)
                || (!wanted.isEmpty() && endpoint.networkId().startsWith(wanted));
    }

    private boolean isMadeOf(Container container) {
        return ancestors.contains(container.imageId())
                || ancestors.contains(container.config().image());
    }

    private List<PortSet> ports(String filter) {
        return filters.of(filter).stream().map(text -> PortSet.parse(filter, text)).toList();
    }

    /** The host port; 0 for a port that is exposed but not published, as in Docker. */
    private static List<String> publishedPorts(Container container) {
        return ContainerViews.ports(container.ports()).stream()
                .map(port ->
                        (port.publicPort() == null ? 0 : port.publicPort()) + "/" + port.type())
                .toList();
    }

    private static boolean anyOf(List<PortSet> wanted, Collection<String> ports) {
        return wanted.isEmpty()
                || wanted.stream().anyMatch(set -> ports.stream().anyMatch(set::contains));
    }

    /** {@code 80}, {@code 80/udp} or {@code 8000-8010/tcp}. */
    private record PortSet(int first, int last, String protocol) {
        static PortSet parse(String filter, String text) {
            var slash = text.indexOf('/');
            var range = slash < 0 ? text : text.substring(0, slash);
            var dash = range.indexOf('-');
            int first = number(filter, text, dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : number(filter, text, range.substring(dash + 1));
            if (last < first) {
                throw refused(filter, text, "Invalid range specified for the Port: " + range);
            }
            return new PortSet(first, last, slash < 0 ? "tcp" : text.substring(slash + 1));
        }

        private static int number(String filter, String text, String number) {
            try {
                return Integer.parseUnsignedInt(number);
            } catch (NumberFormatException ignored) {
                throw refused(
                        filter,
                        text,
                        "strconv.ParseUint: parsing \"" + number + "\": invalid syntax");
            }
        }

        private static NaruException refused(String filter, String text, String reason) {
            return new NaruException.Invalid(
                    "error while looking up for " + filter + " " + text + ": " + reason);
        }

        boolean contains(String port) {
            var other = parse("", port);
            return other.protocol.equals(protocol) && first <= other.first && other.last <= last;
        }
    }
}
