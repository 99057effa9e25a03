package naru.bench;

import naru.dns.ForwardOptions;
import naru.dns.NameServer;
import naru.linux.Kernel;
import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.host.linux.LinuxHost;
import naru.network.journal.Journal;
import naru.network.model.EndpointSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.SandboxSpec;
import naru.network.settings.NetworkSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks of a daemon without the daemon: with journal, firewall and name server, and a
 * user-defined bridge. Requires a network namespace of its own.
 */
final class OwnNetworks implements AutoCloseable {
    private static final String NETWORK = "benched";

    private final Journal journal;
    private final Networks networks;

    OwnNetworks(Path folder) throws IOException {
        journal = Journal.open(folder.resolve("data"));
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        var settings = NetworkSettings.standard(folder.resolve("exec"));
        networks =
                new Networks(
                        settings,
                        journal,
                        LinuxHost.own(Kernel.DIRECT),
                        clock,
                        random,
                        BuiltInDrivers.factories());
        networks.addListener(
                new NameServer(
                        Kernel.DIRECT, ForwardOptions.of(settings.resolvConf()), random, clock));
        networks.restore(_ -> false);
        networks.create(NetworkSpec.bridge(NETWORK));
    }

    Networks networks() {
        return networks;
    }

    /** A container on the bridge, by its number. */
    static SandboxSpec container(int number) {
        return SandboxSpec.of("%064x".formatted(number), "c" + number, EndpointSpec.of(NETWORK));
    }

    /** Starts a JVM with this one's options in a separate network namespace. */
    static Process start(Class<?> main, Path folder) throws IOException {
        var command =
                new ArrayList<>(List.of("unshare", "--net", "--mount", "--propagation", "private"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")); // as bin/naru
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.library.path=" + System.getProperty("java.library.path"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.add(folder.toString());
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Override
    public void close() throws IOException {
        networks.stop();
        journal.close();
    }
}
