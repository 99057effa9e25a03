package naru.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.network.Networks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;

/**
 * Opens and closes sandboxes on one user-defined bridge, with journal, firewall and name server, as
 * the daemon does.
 *
 * <p>Reads a number of rounds per line and replies with {@code attach-p50=<us> attach-p99=<us>
 * detach-p50=<us>}. Requires a network namespace of its own.
 */
final class AttachLoop {
    private final Networks networks;
    private int started;

    private AttachLoop(Networks networks) {
        this.networks = networks;
    }

    public static void main(String[] arguments) throws IOException {
        try (var own = new OwnNetworks(Path.of(arguments[0]))) {
            new AttachLoop(own.networks()).obey(new Scanner(System.in, UTF_8));
        }
    }

    private void obey(Scanner orders) {
        while (orders.hasNextInt()) {
            int rounds = orders.nextInt();
            var attach = new double[rounds];
            var detach = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                var spec = OwnNetworks.container(++started);
                long begin = System.nanoTime();
                networks.open(spec);
                long opened = System.nanoTime();
                networks.close(spec.containerId());
                attach[i] = (opened - begin) / 1e3;
                detach[i] = (System.nanoTime() - opened) / 1e3;
            }
            var in = new Samples(attach);
            var out = new Samples(detach);
            System.out.printf(
                    Locale.ROOT,
                    "attach-p50=%.0f attach-p99=%.0f detach-p50=%.0f%n",
                    in.median(),
                    in.percentile(0.99),
                    out.median());
        }
    }
}
