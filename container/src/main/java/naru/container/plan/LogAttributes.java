package naru.container.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.container.store.ContainerRecord;
import naru.network.model.NaruException;

import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@code docker logs --details} shows before each line: the labels, variables and tag that the
 * options of the log driver name. Pure.
 */
public final class LogAttributes {
    private static final Pattern FIELD = Pattern.compile("\\{\\{\\s*\\.(\\w+)\\s*\\}\\}");

    private LogAttributes() {}

    /** Such as {@code env=live,os=linux}, sorted; empty for none. */
    public static String of(ContainerRecord record) {
        var options = record.hostConfig().logConfig().config();
        var found = new TreeMap<String, String>();
        select(
                record.config().labels(),
                named(options, "labels").or(matching(options, "labels-regex")),
                found);
        select(variables(record), named(options, "env").or(matching(options, "env-regex")), found);
        String tag = options.getOrDefault("tag", "");
        if (!tag.isEmpty()) {
            found.put("tag", FIELD.matcher(tag).replaceAll(field -> field(field.group(1), record)));
        }
        return String.join(
                ",",
                found.entrySet().stream()
                        .map(entry -> escaped(entry.getKey()) + "=" + escaped(entry.getValue()))
                        .toList());
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static void select(
            Map<String, String> from, Predicate<String> wanted, Map<String, String> into) {
        from.forEach((name, value) -> {
            if (wanted.test(name)) {
                into.put(name, value);
            }
        });
    }

    private static Map<String, String> variables(ContainerRecord record) {
        var variables = new TreeMap<String, String>();
        for (String assignment : record.config().env()) {
            String[] both = assignment.split("=", 2);
            variables.put(both[0], both.length == 2 ? both[1] : "");
        }
        return variables;
    }

    private static Predicate<String> named(Map<String, String> options, String option) {
        var names = java.util.List.of(options.getOrDefault(option, "").split(",", -1));
        return names::contains;
    }

    private static Predicate<String> matching(Map<String, String> options, String option) {
        String pattern = options.getOrDefault(option, "");
        if (pattern.isEmpty()) {
            return name -> false;
        }
        try {
            return Pattern.compile(pattern).asPredicate();
        } catch (PatternSyntaxException garbled) {
            throw new NaruException.Invalid("error parsing regexp: " + garbled.getDescription());
        }
    }

    private static String field(String name, ContainerRecord record) {
        String image = record.imageId().replaceFirst("^sha256:", "");
        return java.util.regex.Matcher.quoteReplacement(
                switch (name) {
                    case "ID" -> Names.shortId(record.id());
                    case "FullID" -> record.id();
                    case "Name" -> record.name();
                    case "ImageName" -> record.config().image();
                    case "ImageID" -> Names.shortId(image);
                    case "ImageFullID" -> "sha256:" + image;
                    case "DaemonName" -> "docker";
                    default ->
                            throw new NaruException.Invalid(
                                    "template: log-tag: can't evaluate field " + name);
                });
    }
}
