package naru.cli;

import naru.cli.config.DaemonConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code naru daemon}: runs until SIGTERM or SIGINT, and leaves the containers running then. */
@Command(
        name = "daemon",
        description = {
            "Run the engine in this network namespace.",
            "Prints \"ready SOCKET\" once the API answers. SIGTERM stops it; containers run on."
        },
        mixinStandardHelpOptions = true)
final class DaemonCommand implements Callable<Integer> {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "where the API listens (${DEFAULT-VALUE})")
    private Path socket = DaemonOptions.STANDARD.socket();

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "what outlives a reboot (${DEFAULT-VALUE})")
    private Path dataRoot = DaemonOptions.STANDARD.dataRoot();

    @Option(
            names = "--exec-root",
            paramLabel = "DIR",
            description = "what does not (${DEFAULT-VALUE})")
    private Path execRoot = DaemonOptions.STANDARD.execRoot();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "settings, as in Docker's daemon.json")
    private @Nullable Path config;

    @Override
    public Integer call() {
        return run(new DaemonOptions(socket, dataRoot, execRoot, config));
    }

    /** Returns the status to exit with, once the daemon has stopped. */
    static int run(DaemonOptions options) {
        try {
            var config =
                    options.config() == null
                            ? DaemonConfig.STANDARD
                            : DaemonConfig.read(options.config());
            Logs.start(config.logLevel());
            var daemon = Daemon.start(options, config);
            var stop = Stop.onSignal();
            System.out.println("ready " + options.socket());
            stop.await(daemon);
            return 0;
        } catch (Exception failure) {
            System.err.println("naru: " + Failure.describe(failure));
            if (System.getenv("NARU_DEBUG") != null) {
                failure.printStackTrace();
            }
            return 1;
        }
    }
}
