package naru.api.containers;

import naru.api.http.ClientGoneException;
import naru.api.json.container.StatsReply;
import naru.api.json.container.WaitReply;
import naru.api.resource.Request;
import naru.api.wire.Failures;
import naru.api.wire.Times;
import naru.container.Containers;
import naru.container.model.AttachOptions;
import naru.container.model.ContainerStats;
import naru.container.model.Exit;
import naru.container.model.LogOptions;
import naru.container.model.WaitCondition;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Long-running requests about a container: logs, attach, stats, wait. */
final class ContainerStreams {
    private final Containers containers;

    ContainerStreams(Containers containers) {
        this.containers = containers;
    }

    void logs(Request request) throws IOException {
        var query = request.query();
        if (!query.flag("stdout") && !query.flag("stderr")) {
            throw new NaruException.Invalid("Bad parameters: you must choose at least one stream");
        }
        var framed = !containers.find(request.id()).config().tty();
        var now = Instant.now();
        var options =
                new LogOptions(
                        query.flag("stdout"),
                        query.flag("stderr"),
                        query.flag("follow"),
                        Times.parse(query.text("since").orElse(""), now),
                        Times.parse(query.text("until").orElse(""), now),
                        tail(query.text("tail").orElse("all")),
                        query.flag("timestamps"),
                        query.flag("details"));
        try (var log = containers.logs(request.id(), options);
                var out = request.bytes(request.streamType(framed))) {
            request.whenGone(log::close);
            new FrameWriter(out, framed).copy(log);
        }
    }

    /** Docker treats everything but numbers as "all". */
    private static int tail(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException ignored) {
            return -1;
        }
    }

    /**
     * One reading per second while the client is connected. A single one includes the reading of a
     * second before, except with {@code one-shot}.
     */
    void stats(Request request) throws IOException {
        var query = request.query();
        var id = containers.find(request.id()).id();
        var stream = query.flag("stream", true);
        var before = stream || query.flag("one-shot") ? null : containers.stats(id);
        if (before != null) {
            pause();
        }
        if (!stream) {
            request.json(200, reading(id, containers.stats(id), before));
            return;
        }
        var listening = new AtomicBoolean(true);
        request.whenGone(() -> listening.set(false));
        try (var lines = request.lines()) {
            while (listening.get() && containers.exists(id)) {
                var now = containers.stats(id);
                lines.send(reading(id, now, before));
                before = now;
                pause();
            }
        }
    }

    private StatsReply reading(
            String id, @Nullable ContainerStats now, @Nullable ContainerStats before) {
        return now == null
                ? StatsViews.none(id, containers.find(id).name())
                : StatsViews.reply(now, before);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    void attach(Request request) throws IOException {
        var query = request.query();
        var options =
                new AttachOptions(
                        query.flag("logs"),
                        query.flag("stream"),
                        query.flag("stdin"),
                        query.flag("stdout"),
                        query.flag("stderr"),
                        query.text("detachKeys").orElse(null));
        var command = containers.attach(request.id(), options);
        try {
            var client = request.hijack(!command.terminal());
            AttachSession.run(client, command, options.stdin(), !command.terminal());
        } finally {
            command.close();
        }
    }

    /** Unframed output of all streams. Before 1.42 all streams are attached. */
    void attachWebSocket(Request request) throws IOException {
        var query = request.query();
        var all = request.version().before(1, 42);
        var options =
                new AttachOptions(
                        query.flag("logs"),
                        query.flag("stream"),
                        all || query.flag("stdin"),
                        all || query.flag("stdout"),
                        all || query.flag("stderr"),
                        query.text("detachKeys").orElse(null));
        request.checkWebSocket();
        var command = containers.attach(request.id(), options);
        try {
            request.whenGone(command::close);
            var client = request.hijackWebSocket();
            AttachSession.run(client, command, options.stdin(), false);
        } finally {
            command.close();
        }
    }

    /**
     * The response header is sent at once: {@code docker run} starts the container only after
     * receiving it.
     */
    void await(Request request) throws IOException {
        var end =
                containers.await(
                        request.id(), condition(request.query().text("condition").orElse("")));
        request.whenGone(() -> end.cancel(false));
        try (var lines = request.lines()) {
            lines.send(reply(end));
        }
    }

    private static WaitCondition condition(String text) {
        return switch (text) {
            case "", "not-running" -> WaitCondition.NOT_RUNNING;
            case "next-exit" -> WaitCondition.NEXT_EXIT;
            case "removed" -> WaitCondition.REMOVED;
            default -> throw new NaruException.Invalid("invalid condition: \"" + text + "\"");
        };
    }

    private static WaitReply reply(CompletableFuture<Exit> end) throws IOException {
        try {
            var exit = end.get();
            return new WaitReply(
                    exit.code(),
                    exit.error().isEmpty() ? null : new WaitReply.Failure(exit.error()));
        } catch (CancellationException ignored) {
            throw new ClientGoneException("the client waits no longer");
        } catch (ExecutionException e) {
            return new WaitReply(
                    -1,
                    new WaitReply.Failure(
                            Failures.message(e.getCause() == null ? e : e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
