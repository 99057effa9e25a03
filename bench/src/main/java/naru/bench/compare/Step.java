package naru.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * One request that both engines get. {@code {name}} in path and body stands for an id that an
 * earlier step has saved, {@code {now}} for the time in seconds.
 *
 * @param key names the step in the list of differences
 * @param contentType of the body; empty for none
 * @param saveAs keeps the {@code Id} of the answer under this name
 */
record Step(
        String key,
        String method,
        String path,
        String contentType,
        String body,
        @Nullable String saveAs) {}
