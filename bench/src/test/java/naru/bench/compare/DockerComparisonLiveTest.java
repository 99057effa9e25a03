package naru.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;

/** Differences between Naru and Debian's Docker engine are exactly those in docs/differences.md. */
class DockerComparisonLiveTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @Test
    @Timeout(90)
    void findsTheListedDifferencesOnly() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root for namespaces");
        var launcher = PROJECT.resolve("bin/naru");
        var peer = DockerComparison.peer(launcher);
        assumeTrue(
                peer.filter(docker -> Double.parseDouble(docker.version()) >= 26).isPresent(),
                "no dockerd 26.1 to compare with: scripts/install-deps --bench brings Debian's");

        var outcome =
                DockerComparison.run(
                        peer.orElseThrow(), launcher, PROJECT.resolve("docs/differences.md"));

        System.out.printf(
                "%d requests to dockerd %s and to Naru, %d differences%n",
                outcome.requests(), peer.orElseThrow().version(), outcome.differences().size());
        assertThat(outcome.requests()).isGreaterThanOrEqualTo(300);
        assertThat(outcome.unlisted()).as("differences that docs/differences.md lacks").isEmpty();
        assertThat(outcome.vanished())
                .as("lines of docs/differences.md that hold no more")
                .isEmpty();
    }
}
