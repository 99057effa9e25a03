package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An HTTP proxy under measurement, in front of the members of {@link ProxyPeers}.
 *
 * @param port where it listens on loopback
 * @param processes that serve it
 */
record ProxySide(String name, int port, List<ProcessHandle> processes) {
    private static final int CONNECTIONS = 32;
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ");
    private static final Pattern SLOWEST = Pattern.compile("99% +([0-9.]+)(us|ms|s)\\b");

    /**
     * The result of a run of wrk.
     *
     * @param perSecond answered requests
     * @param microseconds of the proxy's CPU time per request
     * @param p99 of the latency in milliseconds
     */
    record Run(double perSecond, double microseconds, double p99) {}

    /** Requests of 32 kept connections for one host, as fast as possible. */
    Run flood(String netns, String host, int seconds) throws IOException {
        double before = processorSeconds();
        var output =
                Shell.run(
                        "nsenter",
                        "--net=/run/netns/" + netns,
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + seconds,
                        "--latency",
                        "-H",
                        "Host: " + host,
                        "http://127.0.0.1:" + port + "/");
        double used = processorSeconds() - before;
        if (output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new IOException(name + " failed requests: " + output.strip());
        }
        return new Run(
                number(PER_SECOND, output), used * 1e6 / number(REQUESTS, output), p99(output));
    }

    /** Memory of its processes in MiB, shared pages divided by those that share them. */
    double memoryMiB() throws IOException {
        double sum = 0;
        for (var process : processes) {
            for (var line : Files.readAllLines(Path.of("/proc/" + process.pid(), "smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    sum += Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
        }
        return sum;
    }

    private double processorSeconds() throws IOException {
        double sum = 0;
        for (var process : processes) {
            sum += Shell.processorSeconds(process.pid());
        }
        return sum;
    }

    private static double p99(String output) throws IOException {
        var match = SLOWEST.matcher(output);
        if (!match.find()) {
            throw new IOException("wrk printed: " + output);
        }
        double milliseconds =
                switch (match.group(2)) {
                    case "us" -> 1e-3;
                    case "ms" -> 1;
                    default -> 1e3;
                };
        return Double.parseDouble(match.group(1)) * milliseconds;
    }

    private static double number(Pattern pattern, String output) throws IOException {
        var match = pattern.matcher(output);
        if (!match.find()) {
            throw new IOException("wrk printed: " + output);
        }
        return Double.parseDouble(match.group(1));
    }
}
