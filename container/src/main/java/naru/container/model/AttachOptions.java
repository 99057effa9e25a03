package naru.container.model;

import org.jspecify.annotations.Nullable;

/**
 * What to attach to.
 *
 * @param logs begin with everything logged so far
 * @param stream go on with what comes; without it the attachment ends after the logs
 * @param detachKeys such as {@code ctrl-p,ctrl-q}, which is what null means; empty for none
 */
public record AttachOptions(
        boolean logs,
        boolean stream,
        boolean stdin,
        boolean stdout,
        boolean stderr,
        @Nullable String detachKeys) {}
