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
 * Command line options of the daemon.
 *
 * @param listen addresses of the API given by flags
 * @param dataRoot persistent state: images, containers, networks
 * @param execRoot runtime state: namespaces, sockets, pid files
 * @param config a file with the keys of Docker's daemon.json
 */
record DaemonOptions(ListenAddresses listen, Path dataRoot, Path execRoot, @Nullable Path config) {
    static final DaemonOptions STANDARD =
            new DaemonOptions(
                    new ListenAddresses(List.of(), TlsOptions.NONE),
                    Path.of("/var/lib/naru"),
                    Path.of("/run/naru"),
                    null);

    /**
     * Reads {@code daemon [--option value]...}. Anything else is left to the full parser, which has
     * help and error messages.
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
     * The same with the directories of the file.
     *
     * @throws ConfigException if a flag sets another one
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
            throw ListenAddresses.twice(key, flag, inFile);
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
        return new DaemonOptions(
                new ListenAddresses(hosts, listen.tls()), dataRoot, execRoot, config);
    }
}
