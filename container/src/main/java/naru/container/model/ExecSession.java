package naru.container.model;

import naru.container.config.ExecRequest;

import org.jspecify.annotations.Nullable;

/**
 * A further command in a container, as it was at one moment.
 *
 * @param exitCode null until it has ended
 * @param pid as the host counts, 0 before it starts
 */
public record ExecSession(
        String id,
        String containerId,
        ExecRequest request,
        boolean running,
        @Nullable Integer exitCode,
        int pid) {}
