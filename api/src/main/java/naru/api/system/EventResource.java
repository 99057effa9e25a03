package naru.api.system;

import static naru.api.resource.Route.get;

import naru.api.json.system.EventReply;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.wire.JsonLines;
import naru.api.wire.Times;
import naru.container.event.Event;
import naru.container.event.Events;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code GET /events}: a stream of events. */
public final class EventResource implements Resource {
    private final Events events;

    public EventResource(Engine engine) {
        this.events = engine.events();
    }

    @Override
    public List<Route> routes() {
        return List.of(get("/events", this::follow));
    }

    private void follow(Request request) throws IOException {
        var filter = new EventFilter(request.filters());
        var now = Instant.now();
        var begin = request.query().text("since").orElse("");
        var end = request.query().text("until").orElse("");
        var since = Times.parse(begin, now);
        var until = Times.parse(end, now);
        if (since != null && until != null && since.isAfter(until)) {
            throw new NaruException.Invalid(
                    "`since` time (%s) cannot be after `until` time (%s)".formatted(begin, end));
        }
        try (var subscription = events.subscribe(beginning(since, until));
                var lines = request.lines()) {
            request.whenGone(subscription::close);
            follow(subscription, filter, until, lines);
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
    }

    /** An end without a start includes past events. */
    private static @Nullable Instant beginning(@Nullable Instant since, @Nullable Instant until) {
        return since == null && until != null ? Instant.EPOCH : since;
    }

    private static void follow(
            Events.Subscription subscription,
            EventFilter filter,
            @Nullable Instant until,
            JsonLines lines)
            throws IOException, InterruptedException {
        while (true) {
            var event = subscription.poll(pollMillis(until), TimeUnit.MILLISECONDS);
            if (event == null) {
                if (subscription.ended() || isOver(until)) {
                    return;
                }
            } else if (until != null && event.time().isAfter(until)) {
                return;
            } else if (filter.fits(event)) {
                lines.send(reply(event));
            }
        }
    }

    private static boolean isOver(@Nullable Instant until) {
        return until != null && !Instant.now().isBefore(until);
    }

    /** Until the end, at most a second, after which a disconnected client is detected. */
    private static long pollMillis(@Nullable Instant until) {
        if (until == null) {
            return 1000;
        }
        return Math.clamp(until.toEpochMilli() - Instant.now().toEpochMilli(), 0, 1000);
    }

    /** Includes the fields of API 1.21 and before, which are still sent. */
    private static EventReply reply(Event event) {
        var isContainer = event.type().equals("container");
        var isImage = event.type().equals("image");
        return new EventReply(
                isContainer || isImage ? event.action() : null,
                isContainer || isImage ? event.actorId() : null,
                isContainer ? event.attributes().get("image") : null,
                event.type(),
                event.action(),
                new EventReply.Actor(event.actorId(), event.attributes()),
                event.scope(),
                event.time().getEpochSecond(),
                event.time().getEpochSecond() * 1_000_000_000L + event.time().getNano());
    }
}
