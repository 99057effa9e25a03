package naru.api;

import static naru.api.Route.get;

import naru.api.json.EventReply;
import naru.container.Event;
import naru.container.Events;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code GET /events}: what happens, as it happens. */
final class EventResource implements Resource {
    private final Events events;

    EventResource(Engine engine) {
        this.events = engine.events();
    }

    @Override
    public List<Route> routes() {
        return List.of(get("/events", this::follow));
    }

    private void follow(Request request) throws IOException {
        var filter = new EventFilter(request.filters());
        var since = Times.parse(request.query().text("since").orElse(""), Instant.now());
        var until = Times.parse(request.query().text("until").orElse(""), Instant.now());
        try (var subscription = events.subscribe(since);
                var lines = request.lines()) {
            request.whenGone(subscription::close);
            follow(subscription, filter, until, lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    /** Until the end or a second, which is how long a listener that has gone is kept. */
    private static long pollMillis(@Nullable Instant until) {
        if (until == null) {
            return 1000;
        }
        return Math.clamp(until.toEpochMilli() - Instant.now().toEpochMilli(), 0, 1000);
    }

    /** With the fields of API 1.21 and before, which are still sent. */
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
                "local",
                event.time().getEpochSecond(),
                event.time().getEpochSecond() * 1_000_000_000L + event.time().getNano());
    }

    /** The filters of {@code docker events}. */
    private record EventFilter(Filters filters) {
        private static final Set<String> KNOWN =
                Set.of(
                        "type",
                        "event",
                        "label",
                        "container",
                        "image",
                        "network",
                        "volume",
                        "daemon",
                        "scope",
                        "node",
                        "plugin",
                        "secret",
                        "service",
                        "config");

        EventFilter {
            filters.only(KNOWN);
        }

        boolean fits(Event event) {
            return filters.any("type", event.type()::equals)
                    && filters.any("event", wanted -> isAction(event.action(), wanted))
                    && filters.any("scope", "local"::equals)
                    && filters.labels(event.attributes())
                    && concerns(event, "container")
                    && concerns(event, "network")
                    && concerns(event, "volume")
                    && concerns(event, "image");
        }

        /**
         * {@code exec_start: ls} and {@code health_status: healthy} go by their first word, too.
         */
        private static boolean isAction(String action, String wanted) {
            return action.equals(wanted) || action.startsWith(wanted + ":");
        }

        /**
         * Whether the event is about one of the things of this type that are asked for, by id or
         * name.
         */
        private boolean concerns(Event event, String type) {
            if (!filters.has(type)) {
                return true;
            }
            var attributes = event.attributes();
            if (!event.type().equals(type)) {
                var mentioned = type.equals("image") ? attributes.get("image") : null;
                return mentioned != null && filters.of(type).contains(mentioned);
            }
            return filters.any(
                    type,
                    wanted ->
                            event.actorId().startsWith(wanted)
                                    || wanted.equals(attributes.get("name")));
        }
    }
}
