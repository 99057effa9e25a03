package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.config.ContainerConfig;
import naru.container.config.CreateRequest;
import naru.container.config.ExecRequest;
import naru.container.config.HostConfig;
import naru.container.config.HostDefaults;
import naru.container.config.NetworkingConfig;
import naru.container.event.DockerContainerEvents;
import naru.container.event.Events;
import naru.container.image.Images;
import naru.container.image.model.RegistrySettings;
import naru.container.model.ContainerSettings;
import naru.container.model.FrameStream;
import naru.container.model.LogOptions;
import naru.container.model.WaitCondition;
import naru.container.store.Codec;
import naru.container.tar.FileTree;
import naru.container.volume.Volumes;
import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Netns;
import naru.network.BuiltInDrivers;
import naru.network.Networks;
import naru.network.host.Host;
import naru.network.host.linux.LinuxHost;
import naru.network.journal.Journal;
import naru.network.settings.NetworkSettings;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An engine without its API on a host of its own: a network namespace and a folder. Closing it ends
 * all containers and shows that nothing is left.
 */
public final class TestEngine implements AutoCloseable {
    /** Compiled system call filters, which crun 1.9 and later keep beside its containers. */
    private static final Pattern CRUN_CACHE = Pattern.compile(".*/runtime/\\.cache");

    final Path directory;
    final Netns netns;
    Networks networks;
    Images images;
    Volumes volumes;
    Events events;
    Containers containers;
    private final Path hostFile;
    private Host host;
    private Journal journal;

    TestEngine() throws IOException, InterruptedException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Assumptions.assumeTrue(Files.exists(Busybox.PROGRAM), "needs busybox-static");
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/conmon")), "needs conmon");
        directory = Files.createTempDirectory("naru-");
        hostFile = directory.resolve("host");
        netns = Netns.create(Kernel.DIRECT, hostFile);
        Files.createDirectories(directory.resolve("etc"));
        Files.writeString(directory.resolve("etc/hosts"), "127.0.0.1 localhost\n192.0.2.9 peer\n");
        Files.writeString(
                directory.resolve("etc/resolv.conf"), "search naru.test\nnameserver 192.0.2.53\n");
        command("nsenter", "--net=" + hostFile, "ip", "link", "set", "lo", "up");
        start();
        images.transfers()
                .importTar(
                        Busybox.tar(),
                        "busybox",
                        "",
                        List.of("CMD [\"sh\"]", "ENV FROM_IMAGE=1"),
                        null);
    }

    /** Starts an engine on what is there. */
    void start() {
        start(Kernel.DIRECT);
    }

    /** Starts an engine that dies at the n-th change of the kernel from now on. */
    void startDyingAt(int n) {
        var left = new AtomicInteger(Integer.MAX_VALUE);
        start(
                new Kernel(operation -> {
                    if (left.decrementAndGet() <= 0) {
                        throw new AssertionError("died");
                    }
                }));
        left.set(n);
    }

    /** Starts an engine one of whose changes of the kernel fails, once: the first of that name. */
    void startFailingAt(String operation) {
        var failed = new AtomicBoolean();
        start(
                new Kernel(each -> {
                    if (each.startsWith(operation) && failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("failed: " + each);
                    }
                }));
    }

    private void start(Kernel kernel) {
        journal = Journal.open(directory.resolve("journal"));
        host = LinuxHost.in(kernel, netns);
        var clock = Clock.systemUTC();
        var random = new Random();
        Path exec = directory.resolve("x");
        networks =
                new Networks(
                        NetworkSettings.standard(exec),
                        journal,
                        host,
                        clock,
                        random,
                        BuiltInDrivers.factories());
        events = new Events(clock);
        var records = new ContainerRecords(journal);
        images =
                new Images(
                        directory.resolve("data"),
                        journal,
                        events,
                        clock,
                        RegistrySettings.STANDARD,
                        records.imageUses());
        volumes =
                new Volumes(
                        directory.resolve("data"),
                        journal,
                        events,
                        kernel,
                        clock,
                        random,
                        records.volumeUses());
        var settings =
                new ContainerSettings(
                        directory.resolve("data"),
                        exec,
                        directory.resolve("etc"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        HostDefaults.STANDARD);
        containers =
                new Containers(
                        settings,
                        networks,
                        records,
                        images,
                        volumes,
                        _ -> List.of(),
                        events,
                        kernel,
                        clock,
                        random);
        networks.addListener(containers.networkListener());
        DockerContainerEvents.publish(containers.events(), events);
        networks.restore(containers::isInhabited);
        containers.restore();
    }

    /** Ends the engine as a kill would: nothing is tidied up. */
    void kill() {
        containers.close();
        networks.stop();
        host.close();
        journal.close();
    }

    /** A container of busybox; {@code host} is JSON, as the API takes it. */
    String create(String name, String host, String... command) {
        return createWith(name, "{}", host, command);
    }

    String createWith(String name, String config, String host, String... command) {
        var words = new ArrayList<String>();
        for (String word : command) {
            words.add("\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        String merged =
                "{\"Image\":\"busybox\",\"Cmd\":["
                        + String.join(",", words)
                        + "]"
                        + (config.equals("{}")
                                ? ""
                                : "," + config.substring(1, config.length() - 1))
                        + "}";
        return containers.create(name, request(merged, host)).id();
    }

    static CreateRequest request(String config, String host) {
        return new CreateRequest(
                Codec.decode(ContainerConfig.class, config.getBytes(StandardCharsets.UTF_8)),
                Codec.decode(HostConfig.class, host.getBytes(StandardCharsets.UTF_8)),
                new NetworkingConfig(Map.of()),
                "",
                false);
    }

    /** Starts a container, waits for its end and returns its exit status. */
    int run(String id) throws Exception {
        var exit = containers.await(id, WaitCondition.NEXT_EXIT);
        containers.start(id);
        return exit.get(1, TimeUnit.MINUTES).code();
    }

    /** Waits until a container has written {@code expected}, and nothing else. */
    void awaitLog(String id, String expected) throws Exception {
        for (int i = 0; i < 1200 && !log(id).equals(expected); i++) {
            Thread.sleep(50);
        }
        assertThat(log(id)).isEqualTo(expected);
    }

    /** Everything a container wrote so far. */
    String log(String id) throws Exception {
        return text(containers.logs(id, new LogOptions(true, true, false, null, null, -1, false)));
    }

    static String text(FrameStream frames) throws Exception {
        var text = new StringBuilder();
        for (var frame = frames.next(); frame != null; frame = frames.next()) {
            text.append(StandardCharsets.UTF_8.decode(frame.bytes()));
        }
        return text.toString();
    }

    static ExecRequest exec(String json) {
        return Codec.decode(ExecRequest.class, json.getBytes(StandardCharsets.UTF_8));
    }

    static String command(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + output);
        }
        return output;
    }

    /** Mounts, bundles and namespaces of containers that are still there. */
    List<String> leftovers() throws IOException {
        var found = new ArrayList<String>();
        Path roots = directory.resolve("x/live/rootfs");
        for (var mount : MountTable.below(roots)) {
            if (!mount.target().equals(roots)) {
                found.add("mount " + mount.target());
            }
        }
        for (String folder :
                List.of(
                        "x/live/bundles",
                        "x/live/exits",
                        "x/live/runtime",
                        "x/live/rootfs",
                        "x/netns")) {
            Path path = directory.resolve(folder);
            if (Files.exists(path)) {
                try (var entries = Files.newDirectoryStream(path)) {
                    entries.forEach(entry -> found.add(entry.toString()));
                    found.removeIf(CRUN_CACHE.asMatchPredicate());
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        List<String> left;
        try {
            containers.list().forEach(c -> containers.remove(c.id(), true, true));
            left = leftovers();
        } finally {
            kill();
            for (var mount : MountTable.below(directory)) {
                new naru.linux.Mounts(Kernel.DIRECT).unmount(mount.target());
            }
            netns.close();
            FileTree.delete(directory);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + left);
        }
    }
}
