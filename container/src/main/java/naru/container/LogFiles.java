package naru.container;

import naru.container.config.HostConfig;
import naru.container.runtime.Conmon;
import naru.network.model.NaruException;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code --log-driver} and {@code --log-opt} mean here. All drivers that write files are the
 * same file; {@code max-file} files of {@code max-size} bytes are one of that many bytes, which
 * begins anew when it is full.
 */
final class LogFiles {
    private static final Set<String> WRITE_FILES = Set.of("json-file", "local", "");
    private static final String NONE = "none";
    private static final String UNITS = "bkmgt";

    private LogFiles() {}

    /** Refuses drivers that are not there and options that cannot be read. */
    static void check(HostConfig host) {
        var config = host.logConfig();
        if (!config.type().equals(NONE) && !WRITE_FILES.contains(config.type())) {
            throw new NaruException.Invalid(
                    "logger: no log driver named '" + config.type() + "' is registered");
        }
        maxBytes(host);
    }

    static Conmon.Log of(HostConfig host, Path file) {
        return host.logConfig().type().equals(NONE)
                ? new Conmon.Log(null, 0)
                : new Conmon.Log(file, maxBytes(host));
    }

    static void checkReadable(HostConfig host) {
        if (host.logConfig().type().equals(NONE)) {
            throw new NaruException.NotImplemented(
                    "configured logging driver does not support reading");
        }
    }

    static long maxBytes(HostConfig host) {
        var options = host.logConfig().config();
        String size = options.getOrDefault("max-size", "");
        String files = options.getOrDefault("max-file", "1");
        if (size.isEmpty() || size.equals("-1")) {
            return 0;
        }
        try {
            int count = Integer.parseInt(files);
            if (count < 1) {
                throw new NaruException.Invalid("max-file cannot be less than 1");
            }
            return Math.multiplyExact(bytes(size), count);
        } catch (NumberFormatException | ArithmeticException garbled) {
            throw new NaruException.Invalid(
                    "invalid log options: max-size=" + size + ", max-file=" + files);
        }
    }

    /** Such as {@code 10m} or {@code 1kb}: units of 1024. */
    private static long bytes(String text) {
        String low = text.toLowerCase(Locale.ROOT).strip();
        int end = low.length();
        while (end > 0 && !Character.isDigit(low.charAt(end - 1))) {
            end--;
        }
        String unit = low.substring(end).strip();
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0));
        if (power < 0) {
            throw new NumberFormatException(unit);
        }
        double number = Double.parseDouble(low.substring(0, end));
        return (long) (number * (1L << (10 * power)));
    }
}
