package naru.container.image.model;

import org.jspecify.annotations.Nullable;

/**
 * A listener for the progress of a pull or load, with Docker's texts. Called by one thread at a
 * time; an exception cancels the pull.
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
     * @param current bytes done; both 0 without progress
     * @param total total bytes
     */
    record Report(@Nullable String id, String status, long current, long total) {}
}
