package naru.bench.compare;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The requests, in order. Paths without a version get {@value #VERSION}. */
final class Script {
    /** The newest version of Docker 26.1. */
    static final String VERSION = "/v1.45";

    private static final int LONGEST_KEY = 160;

    private final List<Step> steps = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    List<Step> steps() {
        return List.copyOf(steps);
    }

    void get(String path) {
        send("GET", path, "", "");
    }

    void head(String path) {
        send("HEAD", path, "", "");
    }

    void delete(String path) {
        send("DELETE", path, "", "");
    }

    void post(String path) {
        send("POST", path, "", "");
    }

    void post(String path, String json) {
        send("POST", path, "application/json", json);
    }

    void send(String method, String path, String contentType, String body) {
        add(method, path, contentType, body, null);
    }

    /** Posts, and saves the id of the created object. */
    void create(String name, String path, String json) {
        add("POST", path, "application/json", json, name);
    }

    /** Gets a list with filters, written as JSON. */
    void filtered(String path, String filters) {
        get(path + (path.contains("?") ? "&" : "?") + "filters=" + encoded(filters));
    }

    /** Posts with filters, written as JSON. */
    void postFiltered(String path, String filters) {
        post(path + "?filters=" + encoded(filters));
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void add(
            String method, String path, String contentType, String body, @Nullable String saveAs) {
        var readable =
                java.net.URLDecoder.decode(path, java.nio.charset.StandardCharsets.UTF_8)
                        + (body.isEmpty() ? "" : " " + body.replaceAll("\\s+", " "))
                        + (contentType.isEmpty() || contentType.equals("application/json")
                                ? ""
                                : " as " + contentType);
        var key = method + " " + shortened(readable);
        var unique = key;
        for (int number = 2; !keys.add(unique); number++) {
            unique = key + " #" + number;
        }
        var versioned =
                path.startsWith("/v1.") || path.startsWith("//")
                        ? path.replaceFirst("^//", "/")
                        : VERSION + path;
        steps.add(new Step(unique, method, versioned, contentType, body, saveAs));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "…";
    }
}
