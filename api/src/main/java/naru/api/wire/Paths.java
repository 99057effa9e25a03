package naru.api.wire;

import java.util.ArrayList;
import java.util.List;

/** Splits paths. */
public final class Paths {
    private Paths() {}

    /** The segments of {@code /a/b/c}; a trailing slash is ignored. */
    public static List<String> segments(String path) {
        var segments = new ArrayList<String>(6);
        var from = path.startsWith("/") ? 1 : 0;
        while (from < path.length()) {
            var slash = path.indexOf('/', from);
            var end = slash < 0 ? path.length() : slash;
            segments.add(path.substring(from, end));
            from = end + 1;
        }
        return segments;
    }

    /** Whether a first segment names an API version, as in {@code v1.41}. */
    public static boolean isVersion(String segment) {
        if (segment.length() < 2 || segment.charAt(0) != 'v') {
            return false;
        }
        for (var i = 1; i < segment.length(); i++) {
            var c = segment.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
