package naru.container.image.model;

import org.jspecify.annotations.Nullable;

/**
 * Hears how a pull or a load goes on, in Docker's words. Called by one thread at a time; a throwing
 * listener ends the pull.
 */
@FunctionalInterface
public interface PullProgress {

    void report(Report report);

    /**
     * One line of progress.
     *
     * @param id the layer's 12 digits, or the tag for {@code Pulling from library/nginx}; null for
     *     lines without one
     * @param status such as {@code Pulling fs layer}, {@code Downloading}, {@code Pull complete},
     *     {@code Digest: sha256:…}
     * @param current bytes done; both 0 where there is nothing to count
     * @param total bytes in all
     */
    record Report(@Nullable String id, String status, long current, long total) {}
}
