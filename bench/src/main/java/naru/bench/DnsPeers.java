package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Name servers that are not engines, each in a separate namespace, and the upstream of all sides: a
 * dnsmasq with a zone.
 */
final class DnsPeers implements AutoCloseable {
    /** The address of the upstream in every namespace. */
    static final String UPSTREAM = "192.0.2.53";

    private static final String AARDVARK = "usr/lib/podman/aardvark-dns";
    private static final String BEHIND_RESOLV_CONF =
            "mount --make-rprivate / && mount --bind $0 /etc/resolv.conf && exec \"$@\"";
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final DebianRoots roots;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Long> daemons = new ArrayList<>();
    private final List<String> namespaces = new ArrayList<>();

    DnsPeers(DebianRoots roots, Path folder) throws IOException {
        this.roots = roots;
        this.folder = Files.createDirectories(folder);
    }

    /** Starts an upstream in an existing namespace. */
    void upstream(String netns) throws IOException {
        Shell.run("ip", "-n", netns, "addr", "add", UPSTREAM + "/32", "dev", "lo");
        dnsmasq(
                netns,
                UPSTREAM,
                "--no-resolv",
                "--local-ttl=3600",
                "--address=/ext.example/198.51.100.7");
    }

    /** A dnsmasq with one name and a cache. */
    DnsSide dnsmasq() throws IOException {
        namespace("bench-dnsmasq");
        var hosts = Files.writeString(folder.resolve("hosts"), "10.77.0.2 peer\n");
        var server =
                dnsmasq(
                        "bench-dnsmasq",
                        "127.0.0.11",
                        "--no-resolv",
                        "--server=" + UPSTREAM,
                        "--addn-hosts=" + hosts);
        var netns = Path.of("/run/netns/bench-dnsmasq");
        return new DnsSide("dnsmasq", netns, "127.0.0.11", server.pid(), "peer");
    }

    /** The name server of Podman, with one container. */
    DnsSide aardvark() throws IOException, InterruptedException {
        namespace("bench-aardvark");
        Shell.run("ip", "-n", "bench-aardvark", "addr", "add", "10.77.0.1/24", "dev", "lo");
        var config = Files.createDirectories(folder.resolve("aardvark"));
        Files.writeString(
                config.resolve("net"), "10.77.0.1\n" + "ab".repeat(32) + " 10.77.0.2  peer\n");
        var resolvConf =
                Files.writeString(folder.resolve("resolv.conf"), "nameserver " + UPSTREAM + "\n");
        var program =
                roots.command(AARDVARK)
                        .orElseThrow(() -> new IOException("there is no aardvark-dns"));
        var command =
                new ArrayList<>(
                        List.of("nsenter", "--net=/run/netns/bench-aardvark", "unshare", "-m"));
        command.addAll(List.of("sh", "-c", BEHIND_RESOLV_CONF, resolvConf.toString()));
        command.addAll(program);
        command.addAll(List.of("-c", config.toString(), "-p", "53", "run"));
        start(command.toArray(String[]::new));
        long pid = await(config.resolve("aardvark.pid"));
        daemons.add(pid);
        var netns = Path.of("/run/netns/bench-aardvark");
        return new DnsSide("aardvark-dns", netns, "10.77.0.1", pid, "peer");
    }

    private void namespace(String name) throws IOException {
        Shell.runQuietly("ip", "netns", "del", name);
        Shell.run("ip", "netns", "add", name);
        namespaces.add(name);
        Shell.run("ip", "-n", name, "link", "set", "lo", "up");
        upstream(name);
    }

    private Process dnsmasq(String netns, String address, String... options) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + netns, "dnsmasq"));
        command.addAll(List.of("-k", "--conf-file=/dev/null", "--no-hosts", "--user=root"));
        command.addAll(List.of("--pid-file=", "--bind-interfaces", "--listen-address=" + address));
        command.addAll(List.of(options));
        return start(command.toArray(String[]::new));
    }

    private Process start(String... command) throws IOException {
        var log = folder.resolve("log-" + processes.size()).toFile();
        var process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        processes.add(process);
        return process;
    }

    private static long await(Path pidFile) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(pidFile) || Files.readString(pidFile).isBlank()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("aardvark-dns did not start");
            }
            Thread.sleep(10);
        }
        return Long.parseLong(Files.readString(pidFile).strip());
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        daemons.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        namespaces.forEach(name -> Shell.runQuietly("ip", "netns", "del", name));
    }
}
