package naru.api.system;

import naru.api.containers.ContainerViews;
import naru.api.images.ImageViews;
import naru.api.json.system.DiskUsage;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.volumes.VolumeResource;
import naru.container.image.ImageSizes;
import naru.network.model.NaruException;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code GET /system/df}: disk usage by kind of object. */
final class DiskUsageView {
    private static final Set<String> KINDS = Set.of("container", "image", "volume", "build-cache");

    private final Engine engine;

    DiskUsageView(Engine engine) {
        this.engine = engine;
    }

    /** All kinds, or those in {@code type}, which may be repeated. */
    void answer(Request request) throws IOException {
        var wanted = Set.copyOf(request.query().all("type"));
        for (var kind : wanted) {
            if (!KINDS.contains(kind)) {
                throw new NaruException.Invalid("unknown object type: " + kind);
            }
        }
        var images = engine.images().list();
        var usage =
                has(wanted, "image")
                        ? engine.images().sizes().usage()
                        : Map.<String, ImageSizes.Usage>of();
        var containers = engine.containers().list();
        var now = Instant.now();
        request.json(
                200,
                new DiskUsage(
                        engine.images().sizes().total(),
                        has(wanted, "image")
                                ? images.stream()
                                        .map(i ->
                                                ImageViews.summary(
                                                        i, usage.get(i.id()), request.version()))
                                        .toList()
                                : null,
                        has(wanted, "container")
                                ? containers.stream()
                                        .map(c ->
                                                ContainerViews.summary(
                                                        c,
                                                        request.version(),
                                                        now,
                                                        ContainerViews.sizes(engine, c)))
                                        .toList()
                                : null,
                        has(wanted, "volume")
                                ? engine.volumes().list().stream()
                                        .map(v -> VolumeResource.measured(engine.volumes(), v))
                                        .toList()
                                : null,
                        has(wanted, "build-cache") ? List.of() : null,
                        request.version().before(1, 42) ? 0L : null));
    }

    private static boolean has(Set<String> wanted, String kind) {
        return wanted.isEmpty() || wanted.contains(kind);
    }
}
