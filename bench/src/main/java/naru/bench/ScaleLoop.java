package naru.bench;

import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;

/**
 * Measures a bridge with a thousand containers, two hundred concurrent starts, and ten thousand
 * published ports. Requires a network namespace of its own.
 */
final class ScaleLoop {
    private static final int CONTAINERS = 1000;
    private static final int AT_ONCE = 200;
    private static final int PORTS = 10_000;
    private static final int FIRST_PORT = 20_000;
    private static final int WARM_UP = 300;

    private int started;

    private ScaleLoop() {}

    public static void main(String[] arguments) throws Exception {
        try (var own = new OwnNetworks(Path.of(arguments[0]))) {
            new ScaleLoop().run(own);
        }
    }

    private void run(OwnNetworks own) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            open(own);
            close(own, started);
        }
        manyOnABridge(own);
        manyAtOnce(own);
        manyPorts(own);
    }

    private double open(OwnNetworks own) {
        long begin = System.nanoTime();
        own.networks().open(OwnNetworks.container(++started));
        return (System.nanoTime() - begin) / 1e3;
    }

    private static void close(OwnNetworks own, int number) {
        own.networks().close(OwnNetworks.container(number).containerId());
    }

    private void manyOnABridge(OwnNetworks own) {
        int first = started + 1;
        var times = new double[CONTAINERS];
        for (int i = 0; i < CONTAINERS; i++) {
            times[i] = open(own);
        }
        double few = median(times, 0);
        double many = median(times, CONTAINERS - 20);
        System.out.printf(
                "bench attach-1000th naru=%.4gus tenth=%.4gus ratio=%.3g%n", many, few, many / few);
        for (int i = 0; i < CONTAINERS; i++) {
            close(own, first + i);
        }
    }

    /** The median of twenty, since single values vary. */
    private static double median(double[] times, int from) {
        return new Samples(java.util.Arrays.copyOfRange(times, from, from + 20)).median();
    }

    private void manyAtOnce(OwnNetworks own) throws InterruptedException {
        int first = started + 1;
        started += AT_ONCE;
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                var container = OwnNetworks.container(first + i);
                var _ = threads.submit(() -> own.networks().open(container));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        for (int i = 0; i < AT_ONCE; i++) {
            var id = OwnNetworks.container(first + i).containerId();
            if (own.networks().sandbox(id).isEmpty()) {
                throw new IllegalStateException("container " + i + " of the many has not started");
            }
            close(own, first + i);
        }
        System.out.printf("bench attach-200-at-once naru=%.3gs%n", seconds);
    }

    private void manyPorts(OwnNetworks own) throws IOException {
        int before = rules();
        var ports = new ArrayList<PortRequest>();
        for (int i = 0; i < PORTS; i++) {
            ports.add(PortRequest.of(Protocol.TCP, FIRST_PORT + i, 1 + i));
        }
        var container = OwnNetworks.container(++started).withPorts(ports);
        long begin = System.nanoTime();
        own.networks().open(container);
        double seconds = (System.nanoTime() - begin) / 1e9;
        int after = rules();
        own.networks().close(container.containerId());
        System.out.printf(
                "bench publish-10000-ports naru=%.3gs rules=%d before=%d%n",
                seconds, after, before);
    }

    private static int rules() throws IOException {
        return (int)
                Shell.run("nft", "-s", "list", "table", "inet", "naru")
                        .lines()
                        .filter(line -> line.contains(" comment ") && !line.contains("chain"))
                        .count();
    }
}
