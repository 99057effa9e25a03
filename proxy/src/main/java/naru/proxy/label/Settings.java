package naru.proxy.label;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The operator's settings for labels.
 *
 * @param exposesAll whether containers without {@code traefik.enable} get routes; Traefik's {@code
 *     exposedByDefault}
 * @param entryPoints the kind of each entry point by the names that labels use
 */
public record Settings(boolean exposesAll, Map<String, EntryPoint> entryPoints) {
    /** Where requests come in. */
    public enum EntryPoint {
        HTTP,
        HTTPS
    }

    /** The names that Traefik's documentation and most Compose files use. */
    public static final Settings DEFAULT =
            new Settings(
                    false,
                    Map.of(
                            "web", EntryPoint.HTTP,
                            "http", EntryPoint.HTTP,
                            "websecure", EntryPoint.HTTPS,
                            "web-secure", EntryPoint.HTTPS,
                            "web_secure", EntryPoint.HTTPS,
                            "https", EntryPoint.HTTPS));

    public Settings {
        var copy = new TreeMap<String, EntryPoint>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(entryPoints);
        entryPoints = java.util.Collections.unmodifiableMap(copy);
    }

    Set<String> names() {
        return entryPoints.keySet();
    }
}
