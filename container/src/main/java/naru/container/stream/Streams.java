package naru.container.stream;

import naru.container.model.AttachOptions;
import naru.container.model.Attached;
import naru.container.model.FrameStream;
import naru.container.model.LogOptions;
import naru.container.plan.LogAttributes;
import naru.container.plan.LogFiles;
import naru.container.run.ContainerComponents;
import naru.container.runtime.AttachSession;
import naru.container.runtime.Conmon;
import naru.container.runtime.LogReader;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.state.Exec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What containers say, and their terminals. */
public final class Streams {
    private static final Duration MAX_START_WAIT = Duration.ofSeconds(3);

    private final ContainerComponents parts;

    public Streams(ContainerComponents parts) {
        this.parts = parts;
    }

    public FrameStream logs(ContainerEntry container, LogOptions options) {
        LogFiles.checkReadable(container.record.hostConfig());
        try {
            return new LogReader(
                    parts.paths().log(container.id),
                    options,
                    options.details() ? LogAttributes.of(container.record) : "",
                    end(container, container.run().startedAt()));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot read the log: " + failure, failure);
        }
    }

    /** As in Docker, the next run of a container that is started again is not followed. */
    private static Supplier<Optional<Instant>> end(
            ContainerEntry container, @Nullable String startedAt) {
        return () -> {
            var run = container.run();
            boolean same = Objects.equals(startedAt, run.startedAt());
            if (same) {
                boolean more = run.active() && !container.removed;
                return more ? Optional.empty() : Optional.of(Instant.MAX);
            }
            var finished = run.finishedAt();
            return Optional.of(finished == null ? Instant.MAX : Instant.parse(finished));
        };
    }

    /**
     * Attaches to a running container, or to the next run of one that is not started: then nothing
     * of its output is missed.
     */
    public Attached attach(ContainerEntry container, AttachOptions options) {
        container.lock.lock();
        try {
            var session =
                    new AttachSession(
                            container.record.config().tty(),
                            options,
                            () -> parts.done(container, "detach"),
                            () -> container.ended());
            parts.done(container, "attach");
            if (!options.stream()) {
                session.end();
            } else if (container.run().active()) {
                session.connect(parts.paths().bundle(container.id));
            } else {
                container.pending.add(session);
            }
            return options.logs() ? new LogsThenLive(past(container, options), session) : session;
        } finally {
            container.lock.unlock();
        }
    }

    private FrameStream past(ContainerEntry container, AttachOptions options) {
        var now = parts.clock().instant();
        return logs(
                container,
                new LogOptions(options.stdout(), options.stderr(), false, null, now, -1, false));
    }

    /** Sets the size of the terminal, in characters. */
    public void resize(ContainerEntry container, int height, int width) {
        container.checkRunning();
        resize(() -> Conmon.resize(parts.paths().bundle(container.id), height, width));
        parts.done(
                container,
                "resize",
                "height",
                Integer.toString(height),
                "width",
                Integer.toString(width));
    }

    /** Waits for a start that is under way: clients send both at once. */
    public void resize(Exec exec, int height, int width) {
        if (!awaitBegin(exec)) {
            throw new NaruException.HostFailure("timeout waiting for exec session ready");
        }
        if (!exec.running) {
            throw new NaruException.Conflict("exec " + exec.id + " is not running");
        }
        resize(() -> Conmon.resize(exec.bundle, height, width));
    }

    private static boolean awaitBegin(Exec exec) {
        try {
            return exec.begun.await(MAX_START_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void resize(Cleanup.Step step) {
        try {
            step.run();
        } catch (NaruException refused) {
            throw refused;
        } catch (Exception failure) {
            throw new NaruException.HostFailure("cannot resize: " + failure, failure);
        }
    }
}
