package naru.api;

import static naru.api.Route.delete;
import static naru.api.Route.get;
import static naru.api.Route.post;

import naru.api.json.ImageSummary;
import naru.api.json.ImagesPruned;
import naru.container.Containers;
import naru.container.Image;
import naru.container.Images;
import naru.network.model.NaruException;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code /images}: Docker Engine API, Image. What takes or gives whole images is in {@link
 * ImageTransfer}.
 */
final class ImageResource implements Resource {
    private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

    private final Images images;
    private final Containers containers;
    private final ImageTransfer transfer;

    ImageResource(Engine engine) {
        this.images = engine.images();
        this.containers = engine.containers();
        this.transfer = new ImageTransfer(engine.images());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/images/json", this::list),
                get("/images/search", _ -> absent("a search in registries")),
                get("/images/get", transfer::saveSeveral),
                post("/images/create", transfer::create),
                post("/images/load", transfer::load),
                post("/images/prune", this::prune),
                get("/images/{id}/json", this::inspect),
                get("/images/{id}/history", this::history),
                get("/images/{id}/get", transfer::save),
                post("/images/{id}/tag", this::tag),
                post("/images/{id}/push", _ -> absent("push")),
                delete("/images/{id}", this::remove));
    }

    private static void absent(String what) {
        throw new NaruException.NotImplemented("Naru does not offer this yet: " + what);
    }

    private void list(Request request) throws IOException {
        var filter =
                ImageFilter.of(
                        request.filters(), name -> images.find(name).created(), Instant.now());
        var rows = new ArrayList<ImageSummary>();
        for (var image : images.list()) {
            if (filter.test(image)) {
                rows.add(ImageViews.summary(image));
            }
        }
        request.json(200, rows);
    }

    private void inspect(Request request) throws IOException {
        request.json(200, ImageViews.reply(images.find(request.id())));
    }

    private void history(Request request) throws IOException {
        request.json(200, ImageViews.history(images.find(request.id())));
    }

    private void tag(Request request) throws IOException {
        var repository = request.query().text("repo").orElse("");
        if (repository.isEmpty()) {
            throw new NaruException.Invalid("invalid reference format: repository name is empty");
        }
        images.tag(request.id(), repository + ":" + request.query().text("tag").orElse("latest"));
        request.empty(201);
    }

    private void remove(Request request) throws IOException {
        var steps = images.remove(request.id(), request.query().flag("force"));
        request.json(200, ImageViews.removals(steps));
    }

    /**
     * Removes images that no container uses: those without a name, or all of them with {@code
     * dangling=false}.
     */
    private void prune(Request request) throws IOException {
        var filters = request.filters().only(PRUNE_FILTERS);
        var onlyDangling = filters.flag("dangling", true);
        var until =
                filters.has("until")
                        ? Times.parse(filters.of("until").getFirst(), Instant.now())
                        : null;
        var used = containers.list().stream().map(container -> container.imageId()).toList();
        var steps = new ArrayList<Images.Removal>();
        long reclaimed = 0;
        for (var image : images.list()) {
            if (!used.contains(image.id())
                    && (!onlyDangling || image.tags().isEmpty())
                    && filters.labels(image.config().labels())
                    && (until == null || image.created().isBefore(until))) {
                var done = removeWhole(image);
                steps.addAll(done);
                reclaimed += done.isEmpty() ? 0 : image.size();
            }
        }
        request.json(
                200,
                new ImagesPruned(steps.isEmpty() ? null : ImageViews.removals(steps), reclaimed));
    }

    /** Removes all names of an image, and so the image, unless a container has come to use it. */
    private List<Images.Removal> removeWhole(Image image) {
        var steps = new ArrayList<Images.Removal>();
        try {
            for (var tag : image.tags().isEmpty() ? List.of(image.id()) : image.tags()) {
                steps.addAll(images.remove(tag, false));
            }
        } catch (NaruException.Conflict | NaruException.NotFound usedOrGone) {
            return steps;
        }
        return steps;
    }
}
