package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Podman's netavark: one process per attach and detach of a container, as started by Podman, with
 * nftables and without a name server.
 */
final class Netavark implements AutoCloseable {
    private static final String HOST = "bench-netavark";
    private static final String CONTAINER = "bench-netavark-c";
    private static final String CONFIG =
            """
            {"container_id":"ID","container_name":"c1",
             "networks":{"bench":{"static_ips":["10.88.0.2"],"interface_name":"eth0","aliases":["c1"]}},
             "network_info":{"bench":{"name":"bench","id":"NETWORK","driver":"bridge",
              "network_interface":"podman1","subnets":[{"subnet":"10.88.0.0/16","gateway":"10.88.0.1"}],
              "ipv6_enabled":false,"internal":false,"dns_enabled":false,
              "ipam_options":{"driver":"host-local"}}}}
            """
                    .replace("ID", "ab".repeat(32))
                    .replace("NETWORK", "cd".repeat(32));

    private final List<String> command;

    private Netavark(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * The newest available netavark, in a separate namespace; or a stub whose turns take no time.
     */
    static Netavark find(DebianRoots roots, Path folder) throws IOException {
        var program = roots.command("usr/lib/podman/netavark");
        if (program.isEmpty()) {
            return new Netavark(List.of());
        }
        var config = Files.writeString(folder.resolve("netavark.json"), CONFIG);
        Shell.runQuietly("ip", "netns", "del", HOST);
        Shell.run("ip", "netns", "add", HOST);
        Shell.run("ip", "-n", HOST, "link", "set", "lo", "up");
        var command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + HOST));
        command.addAll(List.of("env", "NETAVARK_FW=nftables"));
        command.addAll(program.orElseThrow());
        command.addAll(List.of("--config", folder.resolve("netavark").toString()));
        command.addAll(List.of("--file", config.toString()));
        Files.createDirectories(folder.resolve("netavark"));
        return new Netavark(command);
    }

    boolean isThere() {
        return !command.isEmpty();
    }

    /**
     * The result of a turn, in microseconds.
     *
     * @param setup median time of an attach
     * @param teardown median time of a detach
     */
    record Turn(double setup, double teardown) {}

    /** Attaches and detaches a container {@code rounds} times. */
    Turn turn(int rounds) throws IOException {
        if (!isThere()) {
            return new Turn(0, 0);
        }
        var setup = new double[rounds];
        var teardown = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Shell.runQuietly("ip", "netns", "del", CONTAINER);
            Shell.run("ip", "netns", "add", CONTAINER);
            setup[i] = timed("setup");
            teardown[i] = timed("teardown");
        }
        return new Turn(new Samples(setup).median(), new Samples(teardown).median());
    }

    private double timed(String word) throws IOException {
        var words = new ArrayList<>(command);
        words.addAll(List.of(word, "/run/netns/" + CONTAINER));
        long begin = System.nanoTime();
        Shell.run(words.toArray(String[]::new));
        return (System.nanoTime() - begin) / 1e3;
    }

    @Override
    public void close() {
        if (isThere()) {
            Shell.runQuietly("ip", "netns", "del", CONTAINER);
            Shell.runQuietly("ip", "netns", "del", HOST);
        }
    }
}
