package naru.api.images;

import naru.api.json.container.ContainerReply;
import naru.api.json.image.HistoryReply;
import naru.api.json.image.ImageReply;
import naru.api.json.image.ImageSummary;
import naru.api.json.image.ProgressLine;
import naru.api.json.image.RemovalReply;
import naru.api.resource.ApiVersion;
import naru.container.image.ImageSizes;
import naru.container.image.model.Image;
import naru.container.image.model.ImageRemoval;
import naru.container.image.model.PullProgress;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Converts images to replies of the Docker Engine API. */
public final class ImageViews {
    private static final String NEVER = "0001-01-01T00:00:00Z"; // Go's zero time

    private ImageViews() {}

    /** {@code usage} null omits values that are slow to compute. */
    public static ImageSummary summary(
            Image image, ImageSizes.@Nullable Usage usage, ApiVersion version) {
        boolean marked =
                image.tags().isEmpty() && version.before(1, 43); // Docker did so until then
        return new ImageSummary(
                usage == null ? -1 : usage.containers(),
                image.created().getEpochSecond(),
                image.id(),
                image.config().labels(),
                image.parent(),
                marked && image.digests().isEmpty() ? List.of("<none>@<none>") : image.digests(),
                marked ? List.of("<none>:<none>") : image.tags(),
                usage == null ? -1 : usage.sharedSize(),
                image.size(),
                virtualSize(image, version));
    }

    private static @Nullable Long virtualSize(Image image, ApiVersion version) {
        return version.before(1, 44) ? image.size() : null;
    }

    /** {@code layers} are its directories, topmost first. */
    static ImageReply reply(Image image, List<Path> layers) {
        return new ImageReply(
                image.id(),
                image.tags(),
                image.digests(),
                image.parent(),
                image.comment(),
                image.created().toString(),
                "",
                image.author(),
                image.config(),
                image.config(),
                image.architecture(),
                image.variant(),
                image.os(),
                image.size(),
                image.size(),
                graphDriver(layers),
                new ImageReply.RootFs("layers", image.diffIds()),
                new ImageReply.Metadata(
                        image.tagged() == null ? NEVER : image.tagged().toString()));
    }

    private static ContainerReply.GraphDriver graphDriver(List<Path> layers) {
        var data = new TreeMap<String, String>();
        if (!layers.isEmpty()) {
            data.put("UpperDir", layers.getFirst().toString());
        }
        if (layers.size() > 1) {
            var below = layers.subList(1, layers.size()).stream().map(Path::toString).toList();
            data.put("LowerDir", String.join(":", below));
        }
        return new ContainerReply.GraphDriver(data, "overlay2");
    }

    /** The newest step first; it has the id of the image, earlier steps have none. */
    static List<HistoryReply> history(Image image) {
        var rows = new ArrayList<HistoryReply>();
        for (var step : image.history().reversed()) {
            var first = rows.isEmpty();
            rows.add(
                    new HistoryReply(
                            step.comment(),
                            step.created().getEpochSecond(),
                            step.createdBy(),
                            first ? image.id() : "<missing>",
                            step.size(),
                            first && !image.tags().isEmpty() ? image.tags() : null));
        }
        return rows;
    }

    static List<RemovalReply> removals(List<ImageRemoval> steps) {
        return steps.stream().map(ImageViews::removal).toList();
    }

    private static RemovalReply removal(ImageRemoval step) {
        return switch (step) {
            case ImageRemoval.Untagged(var name) -> new RemovalReply(null, name);
            case ImageRemoval.Deleted(var id) -> new RemovalReply(id, null);
        };
    }

    static ProgressLine line(PullProgress.Report report) {
        var counts = report.total() > 0 || report.current() > 0;
        var detail =
                counts
                        ? new ProgressLine.Detail(
                                report.current(), report.total() > 0 ? report.total() : null)
                        : report.id() == null ? null : new ProgressLine.Detail(null, null);
        var bar = counts ? ProgressBar.of(report.current(), report.total()) : null;
        return new ProgressLine(null, report.status(), detail, bar, report.id(), null, null, null);
    }
}
