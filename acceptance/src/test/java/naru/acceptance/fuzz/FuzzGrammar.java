package naru.acceptance.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Requests to the whole of the API: mostly of its shape, with odd names, values, bodies and heads.
 */
final class FuzzGrammar {
    /**
     * Methods and paths; {@code *} is an object's name. Without requests that would remove the
     * lab's own images.
     */
    private static final List<String> ROUTES =
            List.of(
                    "GET /_ping",
                    "HEAD /_ping",
                    "GET /version",
                    "GET /info",
                    "GET /system/df",
                    "POST /auth",
                    "GET /events",
                    "GET /networks",
                    "GET /networks/*",
                    "DELETE /networks/*",
                    "POST /networks/create",
                    "POST /networks/create",
                    "POST /networks/*/connect",
                    "POST /networks/*/disconnect",
                    "POST /networks/prune",
                    "GET /containers/json",
                    "POST /containers/create",
                    "POST /containers/create",
                    "GET /containers/*/json",
                    "GET /containers/*/top",
                    "GET /containers/*/logs",
                    "GET /containers/*/stats",
                    "GET /containers/*/changes",
                    "GET /containers/*/export",
                    "GET /containers/*/archive",
                    "PUT /containers/*/archive",
                    "HEAD /containers/*/archive",
                    "POST /containers/*/start",
                    "POST /containers/*/stop",
                    "POST /containers/*/restart",
                    "POST /containers/*/kill",
                    "POST /containers/*/pause",
                    "POST /containers/*/unpause",
                    "POST /containers/*/rename",
                    "POST /containers/*/update",
                    "POST /containers/*/wait",
                    "POST /containers/*/attach",
                    "POST /containers/*/resize",
                    "POST /containers/*/exec",
                    "DELETE /containers/*",
                    "DELETE /containers/*",
                    "POST /containers/prune",
                    "GET /exec/*/json",
                    "POST /exec/*/start",
                    "POST /exec/*/resize",
                    "GET /images/json",
                    "GET /images/*/json",
                    "GET /images/*/history",
                    "POST /images/*/tag",
                    "POST /images/*/push",
                    "GET /images/get",
                    "POST /images/load",
                    "GET /volumes",
                    "GET /volumes/*",
                    "POST /volumes/create",
                    "DELETE /volumes/*",
                    "POST /volumes/prune",
                    "GET /swarm",
                    "POST /swarm/update",
                    "GET /services/*",
                    "GET /plugins",
                    "POST /build",
                    "POST /session",
                    "POST /commit",
                    "GET /distribution/*/json");

    private static final List<String> PARAMETERS =
            List.of(
                    "all",
                    "limit",
                    "size",
                    "force",
                    "v",
                    "link",
                    "t",
                    "signal",
                    "condition",
                    "name",
                    "repo",
                    "tag",
                    "stream",
                    "one-shot",
                    "stdout",
                    "stderr",
                    "logs",
                    "stdin",
                    "tail",
                    "since",
                    "until",
                    "timestamps",
                    "follow",
                    "h",
                    "w",
                    "path",
                    "ps_args",
                    "verbose",
                    "scope",
                    "type",
                    "digests",
                    "platform",
                    "names",
                    "noOverwriteDirNonDir");

    private static final List<String> FILTERS =
            List.of(
                    "name",
                    "id",
                    "label",
                    "label!",
                    "status",
                    "network",
                    "until",
                    "type",
                    "driver",
                    "event",
                    "container",
                    "exited",
                    "publish",
                    "expose",
                    "ancestor",
                    "before",
                    "since",
                    "health",
                    "is-task",
                    "reference",
                    "nosuch");

    private static final List<String> VERSIONS =
            List.of(
                    "",
                    "",
                    "/v1.51",
                    "/v1.41",
                    "/v1.24",
                    "/v1.44",
                    "/v1.99",
                    "/v1.x",
                    "/v",
                    "/v1.51/v1.51");

    private final RandomGenerator random;
    private final FuzzJson json;

    FuzzGrammar(RandomGenerator random) {
        this.random = random;
        this.json = new FuzzJson(random);
    }

    /** One request as bytes on the wire. */
    record Request(String line, byte[] bytes) {
        /** The same, with GET instead of HEAD. */
        byte[] asGet() {
            var rest = new String(bytes, StandardCharsets.ISO_8859_1).substring("HEAD".length());
            return ("GET" + rest).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    Request next() {
        var route = pick(ROUTES).split(" ");
        var method =
                random.nextInt(40) == 0
                        ? pick(List.of("PATCH", "OPTIONS", "get", "X", "PUT"))
                        : route[0];
        var path = pick(VERSIONS) + route[1].replace("*", name()) + query(route[1]);
        var body = method.equals("GET") && random.nextInt(10) > 0 ? "" : body(route[1]);
        var content = body.getBytes(StandardCharsets.UTF_8);
        var head =
                method
                        + " "
                        + path
                        + " HTTP/1."
                        + (random.nextInt(20) == 0 ? 0 : 1)
                        + "\r\nHost: naru\r\nConnection: close\r\n"
                        + contentType()
                        + oddHeader();
        if (random.nextInt(15) == 0) {
            return new Request(method + " " + path, chunked(head, content));
        }
        var length =
                random.nextInt(40) == 0 ? content.length + random.nextInt(-3, 4) : content.length;
        return new Request(
                method + " " + path,
                join(head + "Content-Length: " + length + "\r\n\r\n", content));
    }

    private String body(String path) {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> json.text();
            default -> json.body(path);
        };
    }

    private String contentType() {
        return random.nextInt(15) == 0
                ? pick(
                        List.of(
                                "",
                                "Content-Type: text/plain\r\n",
                                "Content-Type: ;\r\n",
                                "Content-Type: application/x-tar\r\n"))
                : "Content-Type: application/json\r\n";
    }

    private String oddHeader() {
        return random.nextInt(10) > 0
                ? ""
                : pick(
                        List.of(
                                "X-Registry-Auth: !!!\r\n",
                                "X-Registry-Auth: e30=\r\n",
                                "Upgrade: tcp\r\nConnection: Upgrade\r\n",
                                "Expect: 100-continue\r\n",
                                "X-" + "y".repeat(2000) + ": z\r\n",
                                "Content-Length: 5\r\n",
                                "no colon\r\n",
                                "Transfer-Encoding: gzip\r\n",
                                "Range: bytes=0-1\r\n",
                                "Accept: nothing\r\n"));
    }

    private byte[] chunked(String head, byte[] content) {
        var size = random.nextInt(5) == 0 ? "zz" : Integer.toHexString(content.length);
        var text = head + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n";
        return join(join(text, content), "\r\n0\r\n\r\n");
    }

    private String name() {
        return switch (random.nextInt(6)) {
            case 0 -> encoded(json.text());
            case 1 -> pick(List.of("%00", "%2e%2e", "%", "a%2Fb", "..", "a//b", "%ff", "@", ":"));
            case 2 -> "front";
            default -> "web";
        };
    }

    private String query(String path) {
        var query = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append('&').append(pick(PARAMETERS)).append('=').append(value());
        }
        if (random.nextInt(5) == 0) {
            query.append("&filters=").append(filters());
        }
        if (path.endsWith("/tag")) {
            query.append("&repo=fuzz"); // else an image of the lab could get another's name
        }
        return query.isEmpty() ? "" : "?" + query.substring(1);
    }

    private String value() {
        return switch (random.nextInt(4)) {
            case 0 -> encoded(json.text());
            case 1 -> pick(List.of("1", "0", "true", "false"));
            case 2 ->
                    pick(
                            List.of(
                                    "-1",
                                    "99999999999",
                                    "1.5",
                                    "1h",
                                    "%",
                                    "%zz",
                                    "+",
                                    "2026-01-01T00:00:00Z"));
            default -> "1";
        };
    }

    private String filters() {
        return switch (random.nextInt(6)) {
            case 0 ->
                    encoded(
                            pick(
                                    List.of(
                                            "{",
                                            "[]",
                                            "null",
                                            "5",
                                            "{\"a\":5}",
                                            "{\"a\":null}",
                                            "{\"name\":[[]]}")));
            case 1 -> encoded("{\"" + pick(FILTERS) + "\":{\"" + json.text() + "\":true}}");
            default -> encoded("{\"" + pick(FILTERS) + "\":[\"" + json.text() + "\"]}");
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] join(String head, byte[] content) {
        var first = head.getBytes(StandardCharsets.UTF_8);
        var all = java.util.Arrays.copyOf(first, first.length + content.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        return all;
    }

    private static byte[] join(byte[] head, String tail) {
        return join(
                new String(head, StandardCharsets.ISO_8859_1),
                tail.getBytes(StandardCharsets.UTF_8));
    }
}
