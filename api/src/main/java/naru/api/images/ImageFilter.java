package naru.api.images;

import naru.api.wire.Filters;
import naru.api.wire.Times;
import naru.api.wire.Wildcards;
import naru.container.image.model.Image;

import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The filters of {@code docker images}. */
final class ImageFilter {
    private static final Set<String> KNOWN =
            Set.of("before", "dangling", "label", "reference", "since", "until");

    private ImageFilter() {}

    /** {@code created} returns the creation time of a reference's image. */
    static Predicate<Image> of(Filters filters, Function<String, Instant> created, Instant now) {
        filters.only(KNOWN);
        var onlyDangling = filters.has("dangling");
        var dangling = filters.flag("dangling", false);
        var before = filters.has("before") ? created.apply(filters.of("before").getFirst()) : null;
        var since = filters.has("since") ? created.apply(filters.of("since").getFirst()) : null;
        var until = filters.has("until") ? Times.parse(filters.of("until").getFirst(), now) : null;
        return image ->
                (!onlyDangling || image.tags().isEmpty() == dangling)
                        && filters.labels(image.config().labels())
                        && filters.any("reference", wanted -> isNamed(image, wanted))
                        && (before == null || image.created().isBefore(before))
                        && (since == null || image.created().isAfter(since))
                        && (until == null || image.created().isBefore(until));
    }

    /** The image with those of its names that match a filter; all without one. */
    static Image named(Filters filters, Image image) {
        return image.named(
                image.tags().stream()
                        .filter(tag -> filters.any("reference", wanted -> fits(wanted, tag)))
                        .toList(),
                image.digests().stream()
                        .filter(digest -> filters.any("reference", wanted -> fits(wanted, digest)))
                        .toList());
    }

    private static boolean isNamed(Image image, String wanted) {
        return image.tags().stream().anyMatch(tag -> fits(wanted, tag))
                || image.digests().stream().anyMatch(digest -> fits(wanted, digest));
    }

    /** A pattern matches a complete name, or its repository without the tag. */
    private static boolean fits(String wanted, String name) {
        return Wildcards.fit(wanted, name) || Wildcards.fit(wanted, repository(name));
    }

    private static String repository(String name) {
        var at = name.indexOf('@');
        if (at >= 0) {
            return name.substring(0, at);
        }
        var colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    }
}
