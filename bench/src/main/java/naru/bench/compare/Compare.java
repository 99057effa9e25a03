package naru.bench.compare;

import java.nio.file.Path;

/** {@code scripts/compare}: prints every difference between Naru and Debian's Docker engine. */
public final class Compare {
    private Compare() {}

    /**
     * The property {@code naru.launcher} names bin/naru; the only argument is the file with the
     * differences.
     */
    public static void main(String[] arguments) throws Exception {
        var launcher = Path.of(System.getProperty("naru.launcher", "bin/naru")).toAbsolutePath();
        var peer = DockerComparison.peer(launcher);
        if (peer.isEmpty()) {
            System.err.println(
                    "compare: no dockerd to compare with: scripts/install-deps --bench brings"
                            + " Debian's");
            System.exit(2);
        }
        var outcome = DockerComparison.run(peer.orElseThrow(), launcher, Path.of(arguments[0]));
        outcome.differences().forEach(System.out::println);
        System.out.printf(
                "%n%d requests to dockerd %s and to Naru, %d differences, %d of them not listed%n",
                outcome.requests(),
                peer.orElseThrow().version(),
                outcome.differences().size(),
                outcome.unlisted().size());
        outcome.unlisted().forEach(line -> System.out.println("not listed: " + line));
        outcome.vanished().forEach(line -> System.out.println("listed, but gone: " + line));
        System.exit(outcome.unlisted().isEmpty() && outcome.vanished().isEmpty() ? 0 : 1);
    }
}
