package naru.linux;

import static java.net.InetAddress.ofLiteral;

import naru.linux.route.AddressChange;
import naru.linux.route.BridgeOptions;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.linux.route.socket.RouteSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures attach and detach of an endpoint through this library, with the same steps as floor.c of
 * the bench module. Works in a separate namespace; {@link #main} prints microseconds.
 */
final class AttachFloor implements AutoCloseable {
    private static final InetAddress GATEWAY = ofLiteral("10.99.0.1");
    private static final InetAddress ADDRESS = ofLiteral("10.99.0.2");
    private static final EthernetAddress MAC = EthernetAddress.parse("02:42:0a:63:00:02");

    private enum Step {
        NETNS,
        VETH,
        INSIDE,
        ATTACH,
        OUT_OF_SERVICE,
        DROP,
        DETACH
    }

    private final Path directory;
    private final Netns host;
    private final RouteSocket outside;
    private final int bridge;
    private final long[][] nanos;

    AttachFloor(Path directory, int rounds) {
        this.directory = directory;
        var made =
                Netns.createAnd(
                        Kernel.DIRECT,
                        directory.resolve("host"),
                        () -> RouteSocket.open(Kernel.DIRECT));
        this.host = made.netns();
        this.outside = made.opened();
        this.nanos = new long[Step.values().length][rounds];
        outside.apply(
                new LinkChange.AddBridge("br0", LinkSettings.NONE.setUp(), BridgeOptions.NONE));
        this.bridge = outside.link("br0").orElseThrow().index();
        outside.apply(new AddressChange.Add(InterfaceAddress.of(bridge, GATEWAY, 16)));
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        Path directory = Files.createTempDirectory("naru-floor-");
        try (var floor = new AttachFloor(directory, rounds)) {
            for (int warm = 0; warm < 3; warm++) {
                floor.run();
            }
            System.out.print(floor.report());
        }
        Files.delete(directory);
    }

    /** All rounds, one after the other. */
    void run() {
        for (int i = 0; i < nanos[0].length; i++) {
            round(i);
        }
    }

    /** A line for each step. */
    String report() {
        var text = new StringBuilder();
        for (Step step : Step.values()) {
            long[] sorted = nanos[step.ordinal()].clone();
            Arrays.sort(sorted);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-15s p50 %8.1f  p90 %8.1f  p99 %8.1f  max %8.1f us%n",
                            step,
                            at(sorted, 0.5),
                            at(sorted, 0.9),
                            at(sorted, 0.99),
                            at(sorted, 1)));
        }
        return text.toString();
    }

    private void round(int i) {
        String veth = "v" + i;
        Path file = directory.resolve("ns" + i);
        long start = System.nanoTime();
        var made = Netns.createAnd(Kernel.DIRECT, file, () -> RouteSocket.open(Kernel.DIRECT));
        long created = System.nanoTime();
        outside.apply(
                new LinkChange.AddVeth(
                        veth,
                        LinkSettings.NONE.mtu(1500).master(bridge).setUp(),
                        "eth0",
                        LinkSettings.NONE.mtu(1500).address(MAC).netns(made.netns())));
        long cabled = System.nanoTime();
        configure(made.opened());
        made.opened().close();
        made.netns().close();
        long attached = System.nanoTime();
        outside.apply(LinkChange.takeOutOfService(LinkRef.of(veth)));
        long down = System.nanoTime();
        Netns.delete(Kernel.DIRECT, file);
        long end = System.nanoTime();

        record(Step.NETNS, i, start, created);
        record(Step.VETH, i, created, cabled);
        record(Step.INSIDE, i, cabled, attached);
        record(Step.ATTACH, i, start, attached);
        record(Step.OUT_OF_SERVICE, i, attached, down);
        record(Step.DROP, i, down, end);
        record(Step.DETACH, i, attached, end);
        waitUntilGone(veth);
    }

    private static void configure(RouteSocket inside) {
        int eth0 = inside.link("eth0").orElseThrow().index();
        inside.applyAll(
                List.of(
                        LinkChange.up(LinkRef.LOOPBACK),
                        new AddressChange.Add(InterfaceAddress.of(eth0, ADDRESS, 16)),
                        LinkChange.up(LinkRef.of(eth0)),
                        new RouteChange.Add(Route.byDefault(GATEWAY))));
    }

    /** The kernel removes the pair in the background; the next round must not include that. */
    private void waitUntilGone(String veth) {
        while (outside.link(veth).isPresent()) {
            Thread.onSpinWait();
        }
    }

    private void record(Step step, int round, long from, long to) {
        nanos[step.ordinal()][round] = to - from;
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * quantile))] / 1000.0;
    }

    @Override
    public void close() {
        outside.close();
        host.close();
        Netns.delete(Kernel.DIRECT, directory.resolve("host"));
    }
}
