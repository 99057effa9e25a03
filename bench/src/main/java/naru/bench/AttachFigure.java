package naru.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cost of an endpoint inside the daemon, beside the kernel's own cost.
 *
 * <p>The C program {@code floor}, {@link AttachLoop} and {@link Netavark} are measured alternately,
 * each in a separate network namespace.
 */
final class AttachFigure {
    private static final int TURNS = 7;
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 100;
    private static final int NETAVARK_ROUNDS = 10;

    private AttachFigure() {}

    static void print(DebianRoots roots) throws IOException {
        var folder = Files.createTempDirectory("naru-bench-attach-");
        try {
            var floor = folder.resolve("floor").toString();
            Shell.run("cc", "-O2", "-o", floor, "bench/src/main/c/floor.c");
            try (var netavark = Netavark.find(roots, folder)) {
                measure(floor, netavark, folder);
            }
        } finally {
            Shell.removeTree(folder);
        }
    }

    private static void measure(String floor, Netavark netavark, Path folder) throws IOException {
        var loop = OwnNetworks.start(AttachLoop.class, folder);
        try (var answers = loop.inputReader();
                var orders = loop.outputWriter()) {
            var attach = new double[TURNS];
            var detach = new double[TURNS];
            var kernel = new double[TURNS];
            var setup = new double[TURNS];
            var teardown = new double[TURNS];
            for (int i = -WARM_UP; i < TURNS; i++) {
                double least = value(Shell.run(floor, Integer.toString(ROUNDS)), "p50");
                orders.write(ROUNDS + "\n");
                orders.flush();
                var line = answer(answers);
                var podman = netavark.turn(NETAVARK_ROUNDS);
                if (i >= 0) {
                    kernel[i] = least;
                    attach[i] = value(line, "attach-p50");
                    detach[i] = value(line, "detach-p50");
                    setup[i] = podman.setup();
                    teardown[i] = podman.teardown();
                }
            }
            Comparison.print("attach-p50", "us", new Samples(attach), "floor", new Samples(kernel));
            System.out.printf("bench detach-p50 naru=%.4gus%n", new Samples(detach).median());
            if (netavark.isThere()) {
                Comparison.print(
                        "attach-p50", "us", new Samples(attach), "netavark", new Samples(setup));
                Comparison.print(
                        "detach-p50", "us", new Samples(detach), "netavark", new Samples(teardown));
            }
        } finally {
            Shell.endsInTime(loop);
        }
    }

    private static String answer(BufferedReader answers) throws IOException {
        var line = answers.readLine();
        if (line == null) {
            throw new IOException("the attach loop has ended");
        }
        return line;
    }

    /** The number after {@code name=} in {@code line}. */
    static double value(String line, String name) {
        int begin = line.indexOf(name + "=") + name.length() + 1;
        int end = line.indexOf(' ', begin);
        return Double.parseDouble(line.substring(begin, end < 0 ? line.length() : end).strip());
    }
}
