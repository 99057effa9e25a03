package naru.bench.compare;

import io.avaje.json.mapper.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A reply, split into facts for comparison: {@code status}, {@code header Ostype}, {@code
 * $.State.Running}. Elements of a list share one path, {@code $.Mounts[].Type}, so a path has a set
 * of values. Values that differ between runs are replaced by their kind, such as {@code <id>}.
 */
final class Facts {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Headers with times, servers and lengths. */
    private static final List<String> OTHER_HEADERS = List.of("date", "content-length");

    private final SortedMap<String, SortedSet<String>> facts = new TreeMap<>();
    private final Normal normal;

    private Facts(Normal normal) {
        this.normal = normal;
    }

    static SortedMap<String, SortedSet<String>> of(Answer answer, Normal normal)
            throws IOException {
        var facts = new Facts(normal);
        facts.add("status", Integer.toString(answer.status()));
        answer.headers()
                .forEach((name, value) -> {
                    if (!OTHER_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                        facts.add("header " + name, normal.text(value));
                    }
                });
        facts.body(answer);
        return Collections.unmodifiableSortedMap(facts.facts);
    }

    private void body(Answer answer) {
        var text = new String(answer.body(), StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return;
        }
        if (!answer.contentType().startsWith("application/json")) {
            add("text", answer.contentType().contains("tar") ? "<tar>" : normal.text(text));
            return;
        }
        var documents = new ArrayList<String>();
        text.lines().filter(line -> !line.isBlank()).forEach(documents::add);
        for (var document : documents) {
            walk(documents.size() > 1 ? "$line" : "$", "", JSON.fromJson(document));
        }
    }

    private void walk(String path, String key, Object value) {
        switch (value) {
            case Map<?, ?> map when !map.isEmpty() ->
                    map.forEach((name, inner) ->
                            walk(path + "." + normal.text("" + name), "" + name, inner));
            case List<?> list when !list.isEmpty() ->
                    list.forEach(inner -> walk(path + "[]", key, inner));
            case Map<?, ?> _ -> add(path, "{}");
            case List<?> _ -> add(path, "[]");
            case String text -> add(path, '"' + normal.text(text) + '"');
            case Number number -> add(path, normal.number(key, number));
            case null -> add(path, "null");
            default -> add(path, value.toString());
        }
    }

    private void add(String path, String value) {
        facts.computeIfAbsent(path, _ -> new TreeSet<>()).add(value);
    }
}
