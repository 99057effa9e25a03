package naru.container.plan;

import naru.container.config.HostConfig;
import naru.container.config.LogConfig;
import naru.container.runtime.Conmon;
import naru.network.model.NaruException;
import naru.network.option.GoBool;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code --log-driver} and {@code --log-opt} mean here. The drivers that write files write the
 * same ones and differ in what they take for granted; they are not compressed.
 *
 * @param maxBytes size at which a file is full; 0 for never
 * @param maxFiles how many there are at most
 */
public record LogFiles(boolean kept, long maxBytes, int maxFiles) {
    private static final String NONE = "none";
    private static final String LOCAL = "local";
    private static final String UNITS = "bkmgt";
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgt]?)i?b?");
    private static final Set<String> OPTIONS =
            Set.of(
                    "max-file",
                    "max-size",
                    "compress",
                    "labels",
                    "labels-regex",
                    "env",
                    "env-regex",
                    "tag");

    /** Refuses drivers that are not there and options that cannot be read. */
    public static LogFiles of(HostConfig host) {
        return of(host.logConfig());
    }

    private static LogFiles of(LogConfig config) {
        var options = config.config();
        return switch (config.type()) {
            case NONE -> new LogFiles(false, 0, 1);
            case LOCAL -> {
                checkNames(options, "for log driver local");
                yield of(options, "20m", "5");
            }
            case "json-file" -> {
                checkNames(options, "for json-file log driver");
                var files = of(options, "-1", "1");
                boolean compress = truth(options.getOrDefault("compress", "false"));
                if (compress && (files.maxFiles == 1 || files.maxBytes == 0)) {
                    throw new NaruException.Invalid(
                            "compress cannot be true when max-file is less than 2 or max-size is"
                                    + " not set");
                }
                yield files;
            }
            default ->
                    throw new NaruException.Invalid(
                            "logger: no log driver named '" + config.type() + "' is registered");
        };
    }

    private static void checkNames(Map<String, String> options, String driver) {
        for (String name : options.keySet()) {
            if (!OPTIONS.contains(name) && !Set.of("mode", "max-buffer-size").contains(name)) {
                throw new NaruException.Invalid("unknown log opt '" + name + "' " + driver);
            }
        }
    }

    private static LogFiles of(Map<String, String> options, String usualSize, String usualFiles) {
        String size = options.getOrDefault("max-size", usualSize);
        String files = options.getOrDefault("max-file", usualFiles);
        int count = number(files);
        if (count < 1) {
            throw new NaruException.Invalid("max-file cannot be less than 1");
        }
        return new LogFiles(true, size.equals("-1") ? 0 : bytes(size), count);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException garbled) {
            throw new NaruException.Invalid(
                    "strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
    }

    private static boolean truth(String value) {
        return GoBool.parse(value)
                .orElseThrow(() ->
                        new NaruException.Invalid(
                                "strconv.ParseBool: parsing \"" + value + "\": invalid syntax"));
    }

    public Conmon.Log log(Path file) {
        return kept ? new Conmon.Log(file, maxBytes) : new Conmon.Log(null, 0);
    }

    public static void checkReadable(HostConfig host) {
        if (host.logConfig().type().equals(NONE)) {
            throw new NaruException.NotImplemented(
                    "configured logging driver does not support reading");
        }
    }

    /** Such as {@code 10m} or {@code 1kb}: units of 1024. */
    private static long bytes(String text) {
        var match = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw new NaruException.Invalid("invalid size: '" + text + "'");
        }
        int power = match.group(2).isEmpty() ? 0 : UNITS.indexOf(match.group(2));
        long bytes = (long) (Double.parseDouble(match.group(1)) * (1L << (10 * power)));
        if (bytes <= 0) {
            throw new NaruException.Invalid("max-size must be a positive number");
        }
        return bytes;
    }
}
