package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A name server under measurement, from the view of a container.
 *
 * @param netns the file of the client's namespace
 * @param address its address there
 * @param pid of the server process
 * @param knownName a name that it answers itself
 */
record DnsSide(String name, Path netns, String address, long pid, String knownName) {
    /** Upstream names; the same few repeatedly. */
    static final List<String> ELSEWHERE =
            List.of("www.ext.example", "api.ext.example", "cdn.ext.example", "db.ext.example");

    private static final Pattern PER_SECOND = Pattern.compile("Queries per second: +([0-9.]+)");
    private static final Pattern COMPLETED = Pattern.compile("Queries completed: +([0-9]+)");
    private static final Pattern LATENCY = Pattern.compile("> NOERROR .* ([0-9.]+)$");

    /**
     * The result of a run of dnsperf.
     *
     * @param perSecond answered queries
     * @param microseconds of the server's CPU time per query
     */
    record Run(double perSecond, double microseconds) {}

    /** Eight clients send queries as fast as possible. */
    Run flood(Path questions, int seconds) throws IOException {
        double before = processorSeconds();
        var output = dnsperf(questions, "-c", "8", "-q", "200", "-l", "" + seconds);
        double used = processorSeconds() - before;
        return new Run(number(PER_SECOND, output), used * 1e6 / number(COMPLETED, output));
    }

    /** The 99th percentile at 5,000 queries per second, in microseconds. */
    double p99(Path questions, int seconds) throws IOException {
        var output = dnsperf(questions, "-c", "8", "-Q", "5000", "-l", "" + seconds, "-v");
        var latencies =
                output.lines()
                        .map(LATENCY::matcher)
                        .filter(match -> match.find())
                        .mapToDouble(match -> Double.parseDouble(match.group(1)) * 1e6)
                        .toArray();
        if (latencies.length < 1000) {
            throw new IOException(name + " answered only " + latencies.length + " questions");
        }
        return new Samples(latencies).percentile(0.99);
    }

    /** Writes the queries of dnsperf: the known name, or upstream names. */
    Path questions(Path folder, boolean known) throws IOException {
        var lines = new ArrayList<String>();
        (known ? List.of(knownName) : ELSEWHERE).forEach(each -> lines.add(each + " A"));
        return Files.write(folder.resolve(name + (known ? "-known" : "-elsewhere")), lines);
    }

    private String dnsperf(Path questions, String... options) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=" + netns));
        command.addAll(List.of("dnsperf", "-s", address, "-d", questions.toString()));
        command.addAll(List.of(options));
        return Shell.run(command.toArray(String[]::new));
    }

    private double processorSeconds() throws IOException {
        return Shell.processorSeconds(pid);
    }

    private static double number(Pattern pattern, String output) throws IOException {
        var match = pattern.matcher(output);
        if (!match.find()) {
            throw new IOException("dnsperf said: " + output);
        }
        return Double.parseDouble(match.group(1));
    }
}
