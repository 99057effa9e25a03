package naru.cli;

import naru.cli.config.ConfigException;
import naru.cli.config.DaemonConfig;
import naru.cli.config.TlsOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a daemon is started.
 *
 * @param listen where the API listens, as far as flags say so
 * @param dataRoot what outlives a reboot: images, containers, networks
 * @param execRoot what does not: namespaces, sockets, process numbers
 * @param config a file with the keys of Docker's daemon.json
 */
record DaemonOptions(Listening listen, Path dataRoot, Path execRoot, @Nullable Path config) {
    /** Where the API listens when nothing else is said. */
    static final Path SOCKET = Path.of("/run/naru/naru.sock");

    static final DaemonOptions STANDARD =
            new DaemonOptions(
                    new Listening(List.of(), TlsOptions.NONE),
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
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return Optional.ofNullable(options);
    }

    /**
     * The same with the folders that the file names.
     *
     * @throws ConfigException when a flag has named another one
     */
    DaemonOptions with(DaemonConfig file) {
        return new DaemonOptions(
                listen,
                folder("data-root", dataRoot, STANDARD.dataRoot, file.dataRoot()),
                folder("exec-root", execRoot, STANDARD.execRoot, file.execRoot()),
                config);
    }

    private static Path folder(String key, Path flag, Path usual, @Nullable Path inFile) {
        if (inFile != null && !flag.equals(usual)) {
            throw Listening.twice(key, flag, inFile);
        }
        return inFile == null ? flag : inFile;
    }

    private @Nullable DaemonOptions with(String option, String value) {
        var path = Path.of(value);
        return switch (option) {
            case "--socket" -> listeningOn("unix://" + value);
            case "--host", "-H" -> listeningOn(value);
            case "--data-root" -> new DaemonOptions(listen, path, execRoot, config);
            case "--exec-root" -> new DaemonOptions(listen, dataRoot, path, config);
            case "--config" -> new DaemonOptions(listen, dataRoot, execRoot, path);
            default -> null;
        };
    }

    private DaemonOptions listeningOn(String host) {
        var hosts = new ArrayList<>(listen.hosts());
        hosts.add(host);
        return new DaemonOptions(new Listening(hosts, listen.tls()), dataRoot, execRoot, config);
    }
}
