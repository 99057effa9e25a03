package naru.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a daemon is started.
 *
 * @param dataRoot what outlives a reboot: images, containers, networks
 * @param execRoot what does not: namespaces, sockets, process numbers
 * @param config a file with the keys of Docker's daemon.json
 */
record DaemonOptions(Path socket, Path dataRoot, Path execRoot, @Nullable Path config) {
    static final DaemonOptions STANDARD =
            new DaemonOptions(
                    Path.of("/run/naru/naru.sock"),
                    Path.of("/var/lib/naru"),
                    Path.of("/run/naru"),
                    null);

    /**
     * Reads {@code daemon [--option value]...}. Anything else is left to the full parser, which
     * knows help and explains mistakes.
     */
    static Optional<DaemonOptions> parse(String[] arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("daemon")) {
            return Optional.empty();
        }
        @Nullable DaemonOptions options = STANDARD;
        for (int i = 1; i < arguments.length && options != null; i += 2) {
            options = options.with(arguments[i], Path.of(arguments[i + 1]));
        }
        return Optional.ofNullable(options);
    }

    private @Nullable DaemonOptions with(String option, Path value) {
        return switch (option) {
            case "--socket" -> new DaemonOptions(value, dataRoot, execRoot, config);
            case "--data-root" -> new DaemonOptions(socket, value, execRoot, config);
            case "--exec-root" -> new DaemonOptions(socket, dataRoot, value, config);
            case "--config" -> new DaemonOptions(socket, dataRoot, execRoot, value);
            default -> null;
        };
    }
}
