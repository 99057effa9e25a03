package naru.api.volumes;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.volume.VolumeBody;
import naru.api.json.volume.VolumeList;
import naru.api.json.volume.VolumeReply;
import naru.api.json.volume.VolumesPruned;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.container.model.Volume;
import naru.container.volume.Volumes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /volumes}: Docker Engine API, Volume. */
public final class VolumeResource implements Resource {
    private static final Set<String> LIST_FILTERS = Set.of("dangling", "driver", "label", "name");
    private static final Set<String> PRUNE_FILTERS = Set.of("all", "label", "label!");

    private final Volumes volumes;

    public VolumeResource(Engine engine) {
        this.volumes = engine.volumes();
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/volumes", this::list),
                post("/volumes/create", this::create),
                post("/volumes/prune", this::prune),
                get("/volumes/{id}", this::inspect),
                delete("/volumes/{id}", this::remove));
    }

    private void list(Request request) throws IOException {
        var filters = request.filters().only(LIST_FILTERS);
        var onlyDangling = filters.has("dangling");
        var dangling = filters.flag("dangling", false);
        var found =
                volumes.list().stream()
                        .filter(volume -> filters.any("name", volume.name()::contains))
                        .filter(_ -> filters.any("driver", "local"::equals))
                        .filter(volume -> filters.labels(volume.labels()))
                        .filter(volume ->
                                !onlyDangling || volumes.users(volume.name()).isEmpty() == dangling)
                        .map(VolumeResource::reply)
                        .toList();
        request.json(200, new VolumeList(found, null));
    }

    private void create(Request request) throws IOException {
        var given = request.body(VolumeBody.class);
        var body = given == null ? new VolumeBody(null, null, null, null) : given;
        var driver = body.driver() == null || body.driver().isEmpty() ? "local" : body.driver();
        var volume =
                volumes.create(
                        body.name(), driver, orEmpty(body.driverOpts()), orEmpty(body.labels()));
        request.json(201, reply(volume));
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    private void inspect(Request request) throws IOException {
        request.json(200, reply(volumes.find(request.id())));
    }

    private void remove(Request request) throws IOException {
        volumes.remove(request.id(), request.query().flag("force"));
        request.empty(204);
    }

    /** Since 1.42 only anonymous volumes are pruned unless all are requested. */
    private void prune(Request request) throws IOException {
        var filters = request.filters().only(PRUNE_FILTERS);
        var all = filters.flag("all", request.version().before(1, 42));
        var pruned =
                volumes.prune(volume ->
                        (all || volume.labels().containsKey(Volumes.ANONYMOUS))
                                && filters.labels(volume.labels()));
        request.json(
                200,
                new VolumesPruned(
                        pruned.names().isEmpty() ? null : pruned.names(), pruned.reclaimed()));
    }

    private static VolumeReply reply(Volume volume) {
        return reply(volume, null);
    }

    private static VolumeReply reply(Volume volume, VolumeReply.@Nullable UsageData usage) {
        return new VolumeReply(
                volume.created().toString(),
                "local",
                volume.labels(),
                volume.mountpoint().toString(),
                volume.name(),
                volume.options().isEmpty() ? null : volume.options(),
                "local",
                usage);
    }

    /** With its disk usage, which requires a walk through its files. */
    public static VolumeReply measured(Volumes volumes, Volume volume) {
        return reply(
                volume,
                new VolumeReply.UsageData(
                        volumes.users(volume.name()).size(), volumes.size(volume)));
    }
}
