package naru.proxy.label;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The operator's settings for labels.
 *
 * @param exposesAll whether containers without {@code traefik.enable} get routes; Traefik's {@code
 *     exposedByDefault}
 * @param entryPoints the entry points by the names that labels use
 * @param defaultHost whose routes serve the host names that no route has; empty for none
 */
public record Settings(
        boolean exposesAll, Map<String, EntryPoint> entryPoints, String defaultHost) {
    /**
     * Where requests come in.
     *
     * @param isDefault whether it takes the requests of routes that name no entry point
     */
    public record EntryPoint(String name, Kind kind, boolean isDefault) {
        /** What clients send. */
        public enum Kind {
            HTTP,
            HTTPS,
            /** Anything, which TCP routes take. */
            TCP
        }

        public static final EntryPoint HTTP = new EntryPoint("http", Kind.HTTP, true);
        public static final EntryPoint HTTPS = new EntryPoint("https", Kind.HTTPS, true);

        public boolean isSecure() {
            return kind == Kind.HTTPS;
        }

        @Override
        public String toString() {
            return name;
        }
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

    /** Without a default host. */
    public Settings(boolean exposesAll, Map<String, EntryPoint> entryPoints) {
        this(exposesAll, entryPoints, "");
    }

    public Settings {
        var copy = new TreeMap<String, EntryPoint>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(entryPoints);
        entryPoints = java.util.Collections.unmodifiableMap(copy);
    }

    /** The entry points, each once. */
    public Set<EntryPoint> all() {
        return new LinkedHashSet<>(entryPoints.values());
    }

    Set<String> names() {
        return entryPoints.keySet();
    }
}
