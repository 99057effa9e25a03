package naru.container;

import naru.container.runtime.AttachSession;
import naru.container.runtime.Conmon;
import naru.container.runtime.LogReader;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What containers say, and their terminals. */
final class Streams {
    private final Parts parts;

    Streams(Parts parts) {
        this.parts = parts;
    }

    FrameStream logs(Managed container, LogOptions options) {
        LogFiles.checkReadable(container.record.hostConfig());
        try {
            return new LogReader(
                    parts.places().log(container.id),
                    options,
                    options.details() ? LogAttributes.of(container.record) : "",
                    () -> container.run.active() && !container.removed);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot read the log: " + failure, failure);
        }
    }

    /**
     * Attaches to a running container, or to the next run of one that is not started: then nothing
     * of its output is missed.
     */
    Attached attach(Managed container, AttachOptions options) {
        container.lock.lock();
        try {
            var session =
                    new AttachSession(
                            container.record.config().tty(),
                            options,
                            () -> parts.publish(container, "detach"),
                            CompletableFuture.completedFuture(true));
            parts.publish(container, "attach");
            if (!options.stream()) {
                session.end();
            } else if (container.run.active()) {
                session.connect(parts.places().bundle(container.id));
            } else {
                container.pending.add(session);
            }
            return options.logs() ? new LogsThenLive(past(container, options), session) : session;
        } finally {
            container.lock.unlock();
        }
    }

    private FrameStream past(Managed container, AttachOptions options) {
        var now = parts.clock().instant();
        return logs(
                container,
                new LogOptions(options.stdout(), options.stderr(), false, null, now, -1, false));
    }

    /** Sets the size of the terminal, in characters. */
    void resize(Managed container, int height, int width) {
        container.checkRunning();
        resize(() -> Conmon.resize(parts.places().bundle(container.id), height, width));
    }

    void resize(Exec exec, int height, int width) {
        if (exec.exitCode != null) {
            throw new NaruException.NotFound("no such exec");
        }
        resize(() -> Conmon.resize(exec.bundle, height, width));
    }

    private static void resize(Rollback.Step step) {
        try {
            step.undo();
        } catch (NaruException refused) {
            throw refused;
        } catch (Exception failure) {
            throw new NaruException.HostFailure("cannot resize: " + failure, failure);
        }
    }
}
