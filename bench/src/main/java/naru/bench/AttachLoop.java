package naru.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.dns.NameServer;
import naru.linux.Kernel;
import naru.network.NetworkSettings;
import naru.network.Networks;
import naru.network.driver.Host;
import naru.network.journal.Journal;
import naru.network.model.EndpointSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.SandboxSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Scanner;

/**
 * Opens and closes sandboxes on one user-defined bridge, with journal, firewall and name server, as
 * the daemon does.
 *
 * <p>Reads a number of rounds a line and answers each with {@code attach-p50=<us> attach-p99=<us>
 * detach-p50=<us>}. Expects to be alone in its network namespace.
 */
final class AttachLoop {
    private final Networks networks;
    private int started;

    private AttachLoop(Networks networks) {
        this.networks = networks;
    }

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        try (var journal = Journal.open(folder.resolve("data"))) {
            var clock = Clock.systemUTC();
            var random = new SecureRandom();
            var settings = NetworkSettings.standard(folder.resolve("exec"));
            var host = Host.own(Kernel.DIRECT);
            var networks = new Networks(settings, journal, host, clock, random);
            var names = new NameServer(Kernel.DIRECT, settings.resolvConf(), random, clock);
            networks.addListener(names);
            networks.restore(_ -> false);
            networks.create(NetworkSpec.bridge("benched"));
            new AttachLoop(networks).obey(new Scanner(System.in, UTF_8));
            networks.stop();
        }
    }

    private void obey(Scanner orders) {
        while (orders.hasNextInt()) {
            int rounds = orders.nextInt();
            var attach = new double[rounds];
            var detach = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                var id = "%064x".formatted(++started);
                var spec = SandboxSpec.of(id, "c" + started, EndpointSpec.of("benched"));
                long begin = System.nanoTime();
                networks.open(spec);
                long opened = System.nanoTime();
                networks.close(id);
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
