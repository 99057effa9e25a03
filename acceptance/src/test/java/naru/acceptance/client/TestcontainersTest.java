package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Testcontainers for Java: {@link TestcontainersFlows} is a test class as its users write them. It
 * runs in a JVM on the lab host, since it connects to the ports that it finds published there.
 *
 * <p>Beside them Testcontainers starts a container that cleans up should the JVM die, Ryuk. Its
 * image is only to be had from the internet, so a stand-in plays its part of the conversation: it
 * has the engine's socket mounted, says that it is up, and acknowledges each line on a published
 * port. Nothing here tests that the real one removes anything.
 */
@InLab
class TestcontainersTest {
    private static final String RYUK =
            "CMD [\"sh\",\"-c\",\"echo Started; while test -S /var/run/docker.sock; do nc -l -p"
                    + " 8080 -e sh -c 'while read line; do echo ACK; done'; done\"]";

    private final LabHost host;

    @TempDir private Path home;

    TestcontainersTest(Lab lab) {
        host = lab.host();
    }

    @BeforeEach
    void makeRyuk() {
        host.docker()
                .run(
                        new ByteArrayInputStream(Images.rootFileSystem()),
                        "import -c {} -c 'EXPOSE 8080' - ryuk:stand-in",
                        RYUK)
                .text();
    }

    @AfterEach
    void removeRyuk() {
        var left = host.docker().run("ps -aq").lines();
        assertThat(left).as("all but Ryuk are removed by the tests themselves").hasSize(1);
        host.docker().remove(left.getFirst());
        host.docker().cli("rmi ryuk:stand-in");
    }

    @Test
    void runsTheTestsOfItsUsers() {
        host.shell()
                .with("DOCKER_HOST", host.docker().endpoint())
                .with("TESTCONTAINERS_RYUK_CONTAINER_IMAGE", "ryuk:stand-in")
                .with("TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE", Images.BUSYBOX)
                .run(
                        "{} -Duser.home={} -XX:TieredStopAtLevel=1 -cp {} {}",
                        Path.of(System.getProperty("java.home"), "bin/java"),
                        home,
                        System.getProperty("java.class.path"),
                        TestcontainersTest.class.getName())
                .text();
    }

    /** Runs the flows in this JVM; exits with 1 if one fails. */
    public static void main(String[] arguments) {
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(
                                        DiscoverySelectors.selectClass(TestcontainersFlows.class))
                                .build(),
                        summary);
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        summary.getSummary().printTo(out);
        summary.getSummary().printFailuresTo(out);
        boolean passed =
                summary.getSummary().getTestsSucceededCount() > 0
                        && summary.getSummary().getTotalFailureCount() == 0;
        System.exit(passed ? 0 : 1);
    }
}
