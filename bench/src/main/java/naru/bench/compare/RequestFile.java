package naru.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests in a resource file, whose first lines describe its format. */
final class RequestFile {
    private static final Pattern LINE =
            Pattern.compile("(?:(\\w+)= )?(GET|HEAD|POST|PUT|DELETE) (\\S+)(?: (.+))?");

    private RequestFile() {}

    /** Adds the requests of the resource {@code name}. */
    static void addTo(Script script, String name) throws IOException {
        try (var in = RequestFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no resource " + name);
            }
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    add(script, line.strip());
                }
            }
        }
    }

    private static void add(Script script, String line) throws IOException {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IOException("no request: " + line);
        }
        var json = group(parts, 4);
        var name = group(parts, 1);
        if (name.isEmpty()) {
            script.send(
                    group(parts, 2),
                    group(parts, 3),
                    json.isEmpty() ? "" : "application/json",
                    json);
        } else {
            script.create(name, group(parts, 3), json);
        }
    }

    private static String group(Matcher parts, int number) {
        var text = parts.group(number);
        return text == null ? "" : text;
    }
}
