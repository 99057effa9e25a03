package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Failpoint;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.driver.DriverFactory;
import naru.network.fake.LoneSharing;
import naru.network.host.Host;
import naru.network.host.linux.LinuxHost;
import naru.network.journal.Journal;
import naru.network.settings.DefaultBridge;
import naru.network.settings.FirewallSettings;
import naru.network.settings.NetworkSettings;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A host for tests: a network namespace with loopback up, a place for journal and files, and {@link
 * Networks} in it. The tools of the field look on from the side.
 */
public final class Lab implements AutoCloseable {
    /** How many times slower than usual this machine is. */
    private static final int SLOWNESS = Integer.getInteger("naru.test.slowness", 1);

    /** A bound for what must happen in the end; wide, because other builds use this machine. */
    static final Duration PATIENCE = Duration.ofMinutes(1).multipliedBy(SLOWNESS);

    public final Path directory;
    public final Netns netns;
    private final Path file;
    private final List<Runnable> closing = new ArrayList<>();
    private Consumer<String> journalSteps = _ -> {};
    private Journal journal;
    private Host host;
    private Networks networks;
    private final List<DriverFactory> drivers = new ArrayList<>(BuiltInDrivers.factories());
    private Path relay; // none unless a test wants it

    public Lab() {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"))
                        && "root".equals(System.getProperty("user.name")),
                "needs root");
        try {
            directory = Files.createTempDirectory("naru-network-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file = directory.resolve("host");
        netns = Netns.create(Kernel.DIRECT, file);
        run("ip", "link", "set", "lo", "up");
    }

    /** Starts or restarts the engine; whatever ran before is forgotten as if killed. */
    public Networks start(Failpoint failpoint) {
        return start(failpoint, DefaultBridge.STANDARD);
    }

    /** The same; the failpoint is also reached before each change of the journal. */
    public Networks startFailingAnywhere(Failpoint failpoint) {
        journalSteps = failpoint::reach;
        try {
            return start(failpoint);
        } finally {
            journalSteps = _ -> {};
        }
    }

    /** The same with another default bridge, and restored. */
    public Networks start(DefaultBridge bridge) {
        var started = start(Failpoint.NONE, bridge);
        started.restore(_ -> true);
        return started;
    }

    /** The same with other settings of the firewall, and restored. */
    public Networks start(FirewallSettings firewall) {
        var started = start(Failpoint.NONE, settings(DefaultBridge.STANDARD, firewall, Map.of()));
        started.restore(_ -> true);
        return started;
    }

    /** The same with options for networks that do not set them, by driver, and restored. */
    public Networks start(Map<String, Map<String, String>> defaultOptions) {
        var settings = settings(DefaultBridge.STANDARD, FirewallSettings.STANDARD, defaultOptions);
        var started = start(Failpoint.NONE, settings);
        started.restore(_ -> true);
        return started;
    }

    private Networks start(Failpoint failpoint, DefaultBridge bridge) {
        return start(failpoint, settings(bridge, FirewallSettings.STANDARD, Map.of()));
    }

    private Networks start(Failpoint failpoint, NetworkSettings settings) {
        kill();
        journal = Journal.open(directory.resolve("journal"), journalSteps);
        host = LinuxHost.in(new Kernel(failpoint), netns);
        networks =
                new Networks(
                        settings,
                        journal,
                        host,
                        Clock.systemUTC(),
                        new Random(),
                        drivers,
                        new LoneSharing(() -> networks));
        return networks;
    }

    public Networks start() {
        return start(DefaultBridge.STANDARD);
    }

    /** Adds a kind of network from the next start on. */
    public Lab with(DriverFactory driver) {
        drivers.add(driver);
        return this;
    }

    /** Has ports carried between families from the next start on. */
    public Lab withRelay(Path program) {
        relay = program.toAbsolutePath();
        return this;
    }

    private NetworkSettings settings(
            DefaultBridge bridge,
            FirewallSettings firewall,
            Map<String, Map<String, String>> defaultOptions) {
        var usual = NetworkSettings.standard(directory.resolve("exec"));
        return new NetworkSettings(
                usual.execRoot(),
                usual.resolvConf(),
                usual.defaultPools(),
                bridge,
                usual.ipForward(),
                firewall,
                relay,
                defaultOptions);
    }

    /** Drops the engine without letting it tidy up. */
    public void kill() {
        if (networks != null) {
            networks.stop();
            host.close();
            journal.close();
            networks = null;
        }
    }

    public Host host() {
        return host;
    }

    /** Runs a program in the host's namespace and returns what it printed. */
    public String run(String... command) {
        return runIn(file, command);
    }

    /** Runs a program in the namespace of a file. */
    public String runIn(Path namespace, String... command) {
        var result = tryIn(namespace, command);
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output());
        }
        return result.output();
    }

    /** What a program said and how it ended. */
    public record Result(int status, String output) {}

    public Result tryIn(Path namespace, String... command) {
        var line = new ArrayList<>(List.of("nsenter", "--net=" + namespace));
        line.addAll(List.of(command));
        try {
            var process = new ProcessBuilder(line).redirectErrorStream(true).start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " hangs");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A server in a namespace that answers each connection with the caller's address. */
    public void serve(Path namespace, int port) {
        try (var entered = Netns.open(namespace)) {
            var server = entered.call(() -> listen(port));
            closing.add(() -> close(server));
            Thread.ofPlatform().daemon().start(() -> answer(server));
        }
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (var caller = server.accept()) {
                caller.getOutputStream()
                        .write(
                                caller.getInetAddress()
                                        .getHostAddress()
                                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void close(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server saw as our address; or {@code nothing} when there was no answer. */
    public String call(Path namespace, String address, int port) {
        try (var entered = Netns.open(namespace)) {
            return entered.call(() -> {
                try (var socket = new Socket()) {
                    socket.connect(
                            new InetSocketAddress(InetAddress.ofLiteral(address), port), 700);
                    return new String(
                            socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                } catch (IOException e) {
                    return "nothing";
                }
            });
        }
    }

    public Path hostFile() {
        return file;
    }

    /** Another namespace on the host's wire, with an address and a route to the host. */
    public Path neighbour(String hostAddress, String address) {
        var other = directory.resolve("neighbour");
        Netns.create(Kernel.DIRECT, other).close();
        closing.add(() -> Netns.delete(Kernel.DIRECT, other));
        plug(other, address);
        run("ip", "addr", "add", hostAddress + "/24", "dev", "wan");
        runIn(other, "ip", "link", "set", "lo", "up");
        return other;
    }

    /** Makes the wire from {@code wan} here to a neighbour who has an address. */
    public void plug(Path neighbour, String address) {
        var cable = "ip link add wan type veth peer name wan0 netns " + neighbour;
        run(cable.split(" "));
        run("ip", "link", "set", "wan", "up");
        runIn(neighbour, "ip", "addr", "add", address + "/24", "dev", "wan0");
        runIn(neighbour, "ip", "link", "set", "wan0", "up");
    }

    /** Everything of ours that is in the kernel, to compare before and after. */
    public String inventory() {
        var links = new StringBuilder();
        for (var line : run("ip", "-o", "link").lines().toList()) {
            links.append(line.split(" ")[1]).append('\n');
        }
        return links + "\n" + run("nft", "list", "ruleset") + "\n" + files();
    }

    /** Waits for {@code question}, for as long as the kernel may take to tidy up. */
    public static void await(String what, BooleanSupplier question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            pause(10);
        }
    }

    /** Waits until the kernel holds what it held before, or shows the difference. */
    public void awaitInventory(String before) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!inventory().equals(before) && System.nanoTime() < end) {
            pause(20);
        }
        assertThat(inventory()).isEqualTo(before);
    }

    static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String files() {
        var netnsDirectory = directory.resolve("exec").resolve("netns");
        try (var list = Files.list(netnsDirectory)) {
            return list.map(Path::toString).sorted().toList().toString();
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public void close() {
        closing.reversed().forEach(Runnable::run);
        kill();
        try {
            var exec = directory.resolve("exec").resolve("netns");
            if (Files.exists(exec)) {
                try (var list = Files.list(exec)) {
                    list.forEach(left -> Netns.delete(Kernel.DIRECT, left));
                }
                new ProcessBuilder("umount", "-l", exec.toString()).start().waitFor();
            }
            netns.close();
            Netns.delete(Kernel.DIRECT, file);
            try (var walk = Files.walk(directory)) {
                walk.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
