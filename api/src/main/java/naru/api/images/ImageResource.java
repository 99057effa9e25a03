package naru.api.images;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.image.ImageSummary;
import naru.api.json.image.ImagesPruned;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.wire.Times;
import naru.container.image.ImageSizes;
import naru.container.image.Images;
import naru.container.image.model.Image;
import naru.network.model.NaruException;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code /images}: Docker Engine API, Image. Transfers of complete images are in {@link
 * ImageTransfer}.
 */
public final class ImageResource implements Resource {
    private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

    private final Images images;
    private final ImageTransfer transfer;

    public ImageResource(Engine engine) {
        this.images = engine.images();
        this.transfer = new ImageTransfer(engine.images().transfers());
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/images/json", this::list),
                get("/images/search", ImageResource::search),
                get("/images/get", transfer::saveSeveral),
                post("/images/create", transfer::create),
                post("/images/load", transfer::load),
                post("/images/prune", this::prune),
                get("/images/{id}/json", this::inspect),
                get("/images/{id}/history", this::history),
                get("/images/{id}/get", transfer::save),
                post("/images/{id}/tag", this::tag),
                post("/images/{id}/push", transfer::push),
                get("/distribution/{id}/json", transfer::distribution),
                delete("/images/{id}", this::remove));
    }

    private static void search(Request request) {
        throw new NaruException.NotImplemented(
                "Naru does not search registries: ask their pages, then docker pull");
    }

    private void list(Request request) throws IOException {
        var filter =
                ImageFilter.of(
                        request.filters(), name -> images.find(name).created(), Instant.now());
        var all = images.list();
        var parents = all.stream().map(Image::parent).collect(Collectors.toSet());
        boolean intermediate = request.query().flag("all");
        var usage =
                request.query().flag("shared-size")
                        ? images.sizes().usage()
                        : Map.<String, ImageSizes.Usage>of();
        var rows = new ArrayList<ImageSummary>();
        for (var image : all) {
            boolean hidden = image.tags().isEmpty() && parents.contains(image.id());
            if (filter.test(image) && (intermediate || !hidden)) {
                var shown = ImageFilter.named(request.filters(), image);
                rows.add(ImageViews.summary(shown, usage.get(image.id()), request.version()));
            }
        }
        request.json(200, rows);
    }

    private void inspect(Request request) throws IOException {
        var image = images.find(request.id());
        request.json(200, ImageViews.reply(image, images.layers(request.id())));
    }

    private void history(Request request) throws IOException {
        request.json(200, ImageViews.history(images.find(request.id())));
    }

    private void tag(Request request) throws IOException {
        var repository = request.query().text("repo").orElse("");
        if (repository.isEmpty()) {
            throw new NaruException.Invalid("invalid reference format: repository name is empty");
        }
        var tag = request.query().text("tag").orElse("");
        images.tag(request.id(), Images.named(repository, tag));
        request.empty(201);
    }

    private void remove(Request request) throws IOException {
        var query = request.query();
        var steps = images.remove(request.id(), query.flag("force"), !query.flag("noprune"));
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
        var pruned =
                images.prune(image ->
                        (!onlyDangling || image.tags().isEmpty())
                                && filters.labels(image.config().labels())
                                && (until == null || image.created().isBefore(until)));
        var steps = pruned.steps().isEmpty() ? null : ImageViews.removals(pruned.steps());
        request.json(200, new ImagesPruned(steps, pruned.reclaimed()));
    }
}
