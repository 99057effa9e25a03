package naru.api.system;

import naru.api.wire.Filters;
import naru.container.event.Event;

import java.util.List;

/**
 * The filters of {@code docker events}, by Docker's rules: ids and names match by prefix, for every
 * type of event; unknown keys are ignored.
 */
record EventFilter(Filters filters) {
    private static final List<String> BY_NAME =
            List.of(
                    "container",
                    "network",
                    "volume",
                    "daemon",
                    "plugin",
                    "node",
                    "service",
                    "secret",
                    "config");

    boolean fits(Event event) {
        return filters.any("type", event.type()::equals)
                && filters.any("event", wanted -> isAction(event.action(), wanted))
                && filters.any("scope", event.scope()::equals)
                && filters.labels(event.attributes())
                && isOfImage(event)
                && BY_NAME.stream().allMatch(key -> isNamed(event, key));
    }

    /** {@code exec_start: ls} and {@code health_status: healthy} match by their first word, too. */
    private static boolean isAction(String action, String wanted) {
        return action.equals(wanted) || action.startsWith(wanted + ":");
    }

    private boolean isNamed(Event event, String key) {
        var name = event.attributes().getOrDefault("name", "");
        return filters.any(
                key, wanted -> event.actorId().startsWith(wanted) || name.startsWith(wanted));
    }

    /** Images, and containers by their image; with or without its tag. */
    private boolean isOfImage(Event event) {
        var attribute = event.type().equals("image") ? "name" : "image";
        var id = event.actorId();
        var name = event.attributes().getOrDefault(attribute, "");
        return filters.any(
                "image",
                wanted ->
                        wanted.equals(id)
                                || wanted.equals(name)
                                || wanted.equals(withoutTag(id))
                                || wanted.equals(withoutTag(name)));
    }

    private static String withoutTag(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
    }
}
