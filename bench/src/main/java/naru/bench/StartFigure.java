package naru.bench;

import naru.linux.Netns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The time from the start of a member's process to the first request that the proxy sends to it,
 * and how much of it passes before the member listens. An older member keeps the route in place.
 */
final class StartFigure {
    static final String NAME = "proxy-event-to-traffic";
    private static final String NETWORK = "starts";
    private static final String HOST = "start.test";
    private static final int WARM_UPS = 2;
    private static final int STARTS = 15;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE = 200_000; // ns between two looks

    private final Engine naru;
    private final String image;

    StartFigure(Engine naru, String image) {
        this.naru = naru;
        this.image = image;
    }

    private record Times(Instant listens, Instant answers) {}

    void print() throws Exception {
        naru.docker("network", "create", "--subnet", "10.99.0.0/24", NETWORK);
        print(NAME, "");
        print(NAME + "-checked", "/index.html");
    }

    private void print(String figure, String check) throws Exception {
        var total = new double[STARTS];
        var proxys = new double[STARTS];
        for (int i = -WARM_UPS; i < STARTS; i++) {
            int number = i + WARM_UPS;
            var name = "member-" + number + ".";
            create(name, address(number), check);
            var times = CompletableFuture.supplyAsync(() -> watch(name, address(number)));
            Http.status(naru.socket(), "POST", "/containers/" + name + "/start", "");
            var seen = times.get();
            var started =
                    Instant.parse(
                            naru.docker("inspect", "-f", "{{.State.StartedAt}}", name).strip());
            if (i >= 0) {
                total[i] = Duration.between(started, seen.answers()).toNanos() / 1e6;
                proxys[i] = Duration.between(seen.listens(), seen.answers()).toNanos() / 1e6;
            }
            if (number > 0) {
                naru.docker("rm", "-f", "member-" + (number - 1) + ".");
            }
        }
        naru.docker("rm", "-f", "member-" + (STARTS + WARM_UPS - 1) + ".");
        System.out.printf(
                Locale.ROOT,
                "bench %s naru=%.4gms slowest=%.4gms after-listening=%.4gms%n",
                figure,
                new Samples(total).median(),
                new Samples(total).percentile(1),
                new Samples(proxys).median());
    }

    /** The second member and later ones, whose addresses alternate with those in use. */
    private static InetAddress address(int number) {
        return InetAddress.ofLiteral("10.99.0." + (10 + number));
    }

    private void create(String name, InetAddress address, String check) throws IOException {
        var words =
                new ArrayList<>(List.of("create", "--name", name, "--network", NETWORK, "--ip"));
        words.add(address.getHostAddress());
        words.add("--label=com.docker.compose.project=starts"); // members of one service
        words.add("--label=com.docker.compose.service=web");
        words.add("--label=naru.proxy.host=" + HOST);
        words.add("--label=naru.proxy.port=80");
        if (!check.isEmpty()) {
            words.add("--label=naru.proxy.check=" + check);
        }
        words.addAll(List.of(image, "sh", "-c"));
        words.add("mkdir -p /www; echo " + name + " >/www/index.html; exec httpd -f -h /www");
        naru.docker(words.toArray(String[]::new));
    }

    /** Connects to the member and sends requests to the proxy until both are answered. */
    private Times watch(String name, InetAddress address) {
        try (var netns = Netns.open(Path.of("/run/netns", naru.netns()))) {
            return netns.call(() -> {
                Instant listens = null;
                var end = Instant.now().plus(LIMIT);
                while (Instant.now().isBefore(end)) {
                    if (listens == null && accepts(address)) {
                        listens = Instant.now();
                    }
                    if (answer().contains(name)) {
                        var now = Instant.now();
                        return new Times(listens == null ? now : listens, now);
                    }
                    LockSupport.parkNanos(PAUSE);
                }
                throw new IllegalStateException(name + " receives no request");
            });
        }
    }

    private static boolean accepts(InetAddress address) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 80), 20);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What the proxy answers; empty while it does not listen. */
    private static String answer() {
        try (var socket = new Socket("127.0.0.1", 80)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            var request = "GET / HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException notYet) {
            return "";
        }
    }
}
