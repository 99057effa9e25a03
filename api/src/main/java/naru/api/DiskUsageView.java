package naru.api;

import naru.api.json.DiskUsage;
import naru.api.json.ImageSummary;
import naru.container.Container;
import naru.container.Image;
import naru.network.model.NaruException;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** {@code GET /system/df}: what is on the disk, by kind. */
final class DiskUsageView {
    private static final Set<String> KINDS = Set.of("container", "image", "volume", "build-cache");

    private final Engine engine;

    DiskUsageView(Engine engine) {
        this.engine = engine;
    }

    /** All kinds, or those that {@code type} names, of which there may be several. */
    void answer(Request request) throws IOException {
        var wanted = Set.copyOf(request.query().all("type"));
        for (var kind : wanted) {
            if (!KINDS.contains(kind)) {
                throw new NaruException.Invalid("unknown object type: " + kind);
            }
        }
        var images = engine.images().list();
        var containers = engine.containers().list();
        var now = Instant.now();
        request.json(
                200,
                new DiskUsage(
                        images.stream().mapToLong(Image::size).sum(),
                        has(wanted, "image")
                                ? images.stream().map(i -> summary(i, containers)).toList()
                                : null,
                        has(wanted, "container")
                                ? containers.stream()
                                        .map(c -> ContainerViews.summary(c, request.version(), now))
                                        .toList()
                                : null,
                        has(wanted, "volume")
                                ? engine.volumes().list().stream()
                                        .map(VolumeResource::reply)
                                        .toList()
                                : null,
                        has(wanted, "build-cache") ? List.of() : null,
                        request.version().before(1, 42) ? 0L : null));
    }

    private static boolean has(Set<String> wanted, String kind) {
        return wanted.isEmpty() || wanted.contains(kind);
    }

    private static ImageSummary summary(Image image, List<Container> containers) {
        var users = containers.stream().filter(c -> c.imageId().equals(image.id())).count();
        return ImageViews.summary(image).withContainers(users);
    }
}
