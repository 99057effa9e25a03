package naru.api.containers;

import naru.api.json.container.ContainerSummary;
import naru.api.json.container.ContainersPruned;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.wire.Filters;
import naru.api.wire.OneAtATime;
import naru.api.wire.Times;
import naru.container.Containers;
import naru.container.event.Events;
import naru.container.image.Images;
import naru.container.model.Container;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Endpoints for several containers: {@code docker ps} and {@code docker container prune}. */
final class ContainerLists {
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");

    private final Engine engine;
    private final Containers containers;
    private final Images images;
    private final Events events;
    private final OneAtATime pruning = new OneAtATime();

    ContainerLists(Engine engine) {
        this.engine = engine;
        this.containers = engine.containers();
        this.images = engine.images();
        this.events = engine.events();
    }

    void list(Request request) throws IOException {
        var filters = request.filters();
        var filter = new ContainerFilter(filters, this::imageId);
        var limit = request.number("limit");
        var all =
                request.query().flag("all")
                        || filter.asksForStopped()
                        || (limit != null && limit > 0);
        var before = edge(filters, "before");
        var since = edge(filters, "since");
        var sized = request.query().flag("size");
        var now = Instant.now();
        var rows = new ArrayList<ContainerSummary>();
        for (var container : containers.list()) {
            if ((all || container.running())
                    && (before == null || container.created().isBefore(before))
                    && (since == null || container.created().isAfter(since))
                    && (limit == null || limit <= 0 || rows.size() < limit)
                    && filter.fits(container)) {
                rows.add(
                        ContainerViews.summary(
                                container,
                                request.version(),
                                now,
                                sized ? ContainerViews.sizes(engine, container) : null));
            }
        }
        request.json(200, rows);
    }

    private @Nullable Instant edge(Filters filters, String key) {
        return filters.has(key) ? containers.find(filters.of(key).getFirst()).created() : null;
    }

    private @Nullable String imageId(String reference) {
        try {
            return images.find(reference).id();
        } catch (NaruException.NotFound | NaruException.Invalid ignored) {
            return null;
        }
    }

    void prune(Request request) throws IOException {
        var filters = request.filters().only(PRUNE_FILTERS);
        var until =
                filters.has("until")
                        ? Times.parse(filters.of("until").getFirst(), Instant.now())
                        : null;
        pruning.run(() -> {
            var freed = new AtomicLong();
            var removed =
                    containers.list().stream()
                            .filter(ContainerLists::isOver)
                            .filter(each -> filters.labels(each.config().labels()))
                            .filter(each -> until == null || each.created().isBefore(until))
                            .filter(each -> tryRemove(each, freed))
                            .map(Container::id)
                            .toList();
            events.publish("container", "prune", "", Map.of("reclaimed", freed.toString()));
            request.json(
                    200, new ContainersPruned(removed.isEmpty() ? null : removed, freed.get()));
        });
    }

    private static boolean isOver(Container container) {
        return switch (container.state().status()) {
            case "created", "exited", "dead" -> true;
            default -> false;
        };
    }

    /** Removes a container unless it was started or removed meanwhile. */
    private boolean tryRemove(Container container, AtomicLong freed) {
        try {
            var bytes = containers.sizeOnDisk(container.id());
            containers.remove(container.id(), false, false);
            freed.addAndGet(bytes);
            return true;
        } catch (NaruException.Conflict | NaruException.NotFound ignored) {
            return false;
        }
    }
}
