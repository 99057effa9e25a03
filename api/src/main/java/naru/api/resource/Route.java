package naru.api.resource;

import naru.api.wire.Paths;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * A route: a method, a path, and an action. A path has at most one variable, written {@code {id}},
 * which matches one or more segments, because image names contain slashes.
 *
 * @param quick whether it is answered from memory, without blocking; see {@code Handler.isQuick}
 */
public record Route(String method, List<String> pattern, Action action, boolean quick) {
    private static final String VARIABLE = "{id}";

    /** Handles a request. */
    @FunctionalInterface
    public interface Action {
        void answer(Request request) throws IOException;
    }

    public static Route get(String path, Action action) {
        return new Route("GET", Paths.segments(path), action, false);
    }

    public static Route head(String path, Action action) {
        return new Route("HEAD", Paths.segments(path), action, false);
    }

    public static Route post(String path, Action action) {
        return new Route("POST", Paths.segments(path), action, false);
    }

    public static Route put(String path, Action action) {
        return new Route("PUT", Paths.segments(path), action, false);
    }

    public static Route delete(String path, Action action) {
        return new Route("DELETE", Paths.segments(path), action, false);
    }

    /** The same route, marked as non-blocking without parameters. */
    public Route quickIfPlain() {
        return new Route(method, pattern, action, true);
    }

    /**
     * The value of the variable in a matching path, "" without a variable; null if the path does
     * not match.
     */
    public @Nullable String match(String requestMethod, List<String> path) {
        if (!method.equals(requestMethod)) {
            return null;
        }
        var variable = pattern.indexOf(VARIABLE);
        if (variable < 0) {
            return pattern.equals(path) ? "" : null;
        }
        var after = pattern.size() - variable - 1;
        var end = path.size() - after;
        if (end <= variable
                || !pattern.subList(0, variable).equals(path.subList(0, variable))
                || !pattern.subList(variable + 1, pattern.size())
                        .equals(path.subList(end, path.size()))) {
            return null;
        }
        var value = String.join("/", path.subList(variable, end));
        return value.isEmpty() ? null : value;
    }
}
