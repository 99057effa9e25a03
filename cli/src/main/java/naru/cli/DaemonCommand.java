package naru.cli;

import naru.cli.config.DaemonConfig;
import naru.cli.config.TlsOptions;
import naru.cli.doctor.ForeignFirewall;
import naru.network.BuiltInDrivers;
import naru.network.driver.DriverFactory;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code naru daemon}: runs until SIGTERM or SIGINT; containers keep running. */
@Command(
        name = "daemon",
        description = {
            "Run the engine in this network namespace.",
            "Prints \"ready PLACE\" once the API answers. SIGTERM stops it; containers keep"
                    + " running."
        },
        mixinStandardHelpOptions = true)
final class DaemonCommand implements Callable<Integer> {
    private static final System.Logger log = System.getLogger(DaemonCommand.class.getName());

    @Option(
            names = {"-H", "--host"},
            paramLabel = "PLACE",
            description = {
                "where the API listens: unix:///path or tcp://address:port; may be repeated",
                "(unix:///run/naru/naru.sock)"
            })
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--socket", paramLabel = "PATH", description = "the same as -H unix://PATH")
    private List<Path> sockets = new ArrayList<>();

    @Option(names = "--tls", description = "encrypt TCP")
    private @Nullable Boolean tls;

    @Option(names = "--tlsverify", description = "encrypt TCP, and require a client certificate")
    private @Nullable Boolean tlsVerify;

    @Option(
            names = "--tlscacert",
            paramLabel = "FILE",
            description = "authority of client certificates (~/.docker/ca.pem)")
    private @Nullable Path tlsAuthority;

    @Option(
            names = "--tlscert",
            paramLabel = "FILE",
            description = "certificate of the daemon (~/.docker/cert.pem)")
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--tlskey",
            paramLabel = "FILE",
            description = "its private key (~/.docker/key.pem)")
    private @Nullable Path tlsKey;

    @Option(
            names = "--plain-tcp-on-loopback",
            description =
                    "allow TCP without TLS on a loopback address: gives every local user root"
                            + " privileges")
    private @Nullable Boolean plainOnLoopback;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "directory for persistent state (${DEFAULT-VALUE})")
    private Path dataRoot = DaemonOptions.STANDARD.dataRoot();

    @Option(
            names = "--exec-root",
            paramLabel = "DIR",
            description = "directory for runtime state (${DEFAULT-VALUE})")
    private Path execRoot = DaemonOptions.STANDARD.execRoot();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "configuration file, in the format of Docker's daemon.json")
    private @Nullable Path config;

    @Option(
            names = "--default-network-opt",
            paramLabel = "DRIVER=OPTION=VALUE",
            description = {
                "an option of all new networks of a driver, such as",
                "bridge=com.docker.network.driver.mtu=1400; may be repeated"
            })
    private List<String> networkOptions = new ArrayList<>();

    @Override
    public Integer call() {
        var places = new ArrayList<String>();
        sockets.forEach(socket -> places.add("unix://" + socket));
        places.addAll(hosts);
        var protection =
                new TlsOptions(
                        tls, tlsVerify, tlsAuthority, tlsCertificate, tlsKey, plainOnLoopback);
        return run(
                new DaemonOptions(
                        new ListenAddresses(places, protection), dataRoot, execRoot, config),
                networkOptions,
                BuiltInDrivers.factories());
    }

    /** Returns the status to exit with, once the daemon has stopped. */
    static int run(DaemonOptions options) {
        return run(options, List.of(), BuiltInDrivers.factories());
    }

    /** The same with options of all new networks, and with these kinds of network. */
    static int run(
            DaemonOptions options, List<String> networkOptions, List<DriverFactory> drivers) {
        try {
            var file =
                    options.config() == null
                            ? DaemonConfig.STANDARD
                            : DaemonConfig.read(options.config());
            var config = file.withNetworkOptions(networkOptions);
            Logs.start(config.logLevel());
            var listening =
                    ListenAddresses.of(
                            options.listen(), new ListenAddresses(config.hosts(), config.tls()));
            var listeners = listening.listeners(config.group());
            config.notes().forEach(note -> log.log(Level.INFO, note));
            var daemon = Daemon.start(options.with(config), config, listeners, drivers);
            var stop = ShutdownSignal.onSignal();
            ForeignFirewall.warnings().forEach(warning -> log.log(Level.WARNING, warning));
            System.out.println("ready " + listeners.getFirst());
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
