package naru.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * A request to both engines. {@code {name}} in path and body is replaced by an id that an earlier
 * step has saved, {@code {now}} by the time in seconds.
 *
 * @param key the name of the step in the list of differences
 * @param contentType of the body; empty for none
 * @param saveAs the name under which the {@code Id} of the reply is saved
 */
record Step(
        String key,
        String method,
        String path,
        String contentType,
        String body,
        @Nullable String saveAs) {}
