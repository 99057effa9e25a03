package naru.api;

import naru.api.json.ContainerReply;
import naru.api.json.HistoryReply;
import naru.api.json.ImageReply;
import naru.api.json.ImageSummary;
import naru.api.json.ProgressLine;
import naru.api.json.RemovalReply;
import naru.container.Image;
import naru.container.Images.Removal;
import naru.container.PullProgress;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images as the Docker Engine API shows them. */
final class ImageViews {
    private ImageViews() {}

    static ImageSummary summary(Image image) {
        return new ImageSummary(
                -1,
                image.created().getEpochSecond(),
                image.id(),
                image.config().labels(),
                image.parent(),
                image.digests(),
                image.tags(),
                -1,
                image.size(),
                image.size());
    }

    static ImageReply reply(Image image) {
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
                image.architecture(),
                image.variant(),
                image.os(),
                image.size(),
                image.size(),
                new ContainerReply.GraphDriver(Map.of(), "overlay2"),
                new ImageReply.RootFs("layers", image.diffIds()),
                new ImageReply.Metadata("0001-01-01T00:00:00Z"));
    }

    /** The newest step first; the image itself stands for it, the steps before have no id here. */
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

    static List<RemovalReply> removals(List<Removal> steps) {
        return steps.stream().map(ImageViews::removal).toList();
    }

    private static RemovalReply removal(Removal step) {
        return switch (step) {
            case Removal.Untagged(var name) -> new RemovalReply(null, name);
            case Removal.Deleted(var id) -> new RemovalReply(id, null);
        };
    }

    static ProgressLine line(PullProgress.Report report) {
        var counts = report.total() > 0 || report.current() > 0;
        var detail =
                counts
                        ? new ProgressLine.Detail(
                                report.current(), report.total() > 0 ? report.total() : null)
                        : report.id() == null ? null : new ProgressLine.Detail(null, null);
        return new ProgressLine(null, report.status(), detail, report.id(), null, null);
    }
}
