package naru.bench.compare;

import java.nio.file.Path;

/** {@code scripts/compare}: prints every difference between Naru and Debian's Docker engine. */
public final class Compare {
    private Compare() {}

    /**
     * The property {@code naru.launcher} names bin/naru; the only argument is the list of
     * differences.
     */
    public static void main(String[] arguments) throws Exception {
        if (!DockerComparison.isPossible()) {
            System.err.println(
                    "compare: no dockerd to compare with; on Debian: apt-get install docker.io");
            System.exit(2);
        }
        var outcome =
                DockerComparison.run(
                        Path.of(System.getProperty("naru.launcher", "bin/naru")).toAbsolutePath(),
                        Path.of(arguments[0]));
        outcome.differences().forEach(System.out::println);
        System.out.printf(
                "%n%d requests, %d differences, %d of them not listed%n",
                outcome.requests(), outcome.differences().size(), outcome.unlisted().size());
        outcome.unlisted().forEach(line -> System.out.println("not listed: " + line));
        outcome.vanished().forEach(line -> System.out.println("listed, but gone: " + line));
        System.exit(outcome.unlisted().isEmpty() && outcome.vanished().isEmpty() ? 0 : 1);
    }
}
