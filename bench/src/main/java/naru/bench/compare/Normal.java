package naru.bench.compare;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Replaces values that differ between runs by their kind. */
final class Normal {
    private static final Map<Pattern, String> KINDS =
            Map.of(
                    Pattern.compile("\\b[0-9a-f]{64}\\b"),
                    "<id>",
                    Pattern.compile("\\b(?=[0-9]*[a-f])[0-9a-f]{12}\\b"),
                    "<short id>",
                    Pattern.compile(
                            "\\b(?!0001)\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+(Z|[+-]\\d\\d:\\d\\d)?"),
                    "<time>",
                    Pattern.compile("\\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\\b"),
                    "<mac>",
                    Pattern.compile("\\b(Up|Exited \\(\\d+\\)) (Less than a|\\d+) seconds?( ago)?"),
                    "$1 <a while>");

    /** Numbers by key that depend on the clock, the machine or the file system. */
    private static final Set<String> MEASURED =
            Set.of(
                    "Created",
                    "Pid",
                    "time",
                    "timeNano",
                    "NFd",
                    "NGoroutines",
                    "NEventsListener",
                    "MemTotal",
                    "Size",
                    "VirtualSize",
                    "SizeRootFs",
                    "SizeRw",
                    "LayersSize",
                    "CreatedAt",
                    "MaxMem",
                    "size",
                    "total",
                    "current");

    private final Path folder;
    private final Map<String, String> saved;

    /**
     * @param folder the engine's directory
     * @param saved ids by the names under which steps saved them
     */
    Normal(Path folder, Map<String, String> saved) {
        this.folder = folder;
        this.saved = saved;
    }

    String text(String text) {
        var result = text.replace(folder.toString(), "<folder>");
        for (var each : saved.entrySet()) {
            result = result.replace(each.getValue(), "<" + each.getKey() + ">");
            result =
                    result.replace(
                            each.getValue().substring(0, 12), "<" + each.getKey() + " short>");
        }
        for (var kind : KINDS.entrySet()) {
            result = kind.getKey().matcher(result).replaceAll(kind.getValue());
        }
        return result.strip().replace("\r", "").replace("\n", "\\n").replace("|", "¦");
    }

    String number(String key, Number number) {
        if (MEASURED.contains(key)) {
            return "<number>";
        }
        return number.doubleValue() == number.longValue()
                ? Long.toString(number.longValue())
                : number.toString();
    }
}
