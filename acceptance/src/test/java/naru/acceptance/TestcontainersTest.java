package naru.acceptance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Testcontainers for Java: {@link TestcontainersFlows} is a test class as its users write them. It
 * runs in a JVM on the lab host, since it connects to the ports that it finds published there.
 *
 * <p>Testcontainers cleans up with a container of its own image, Ryuk. That image is only to be had
 * from the internet, so it is switched off here by the variable that is meant for this.
 */
@InLab
class TestcontainersTest {
    private final LabHost host;

    @TempDir private Path home;

    TestcontainersTest(Lab lab) {
        host = lab.host();
    }

    @Test
    void runsItsUsersTests() {
        host.shell()
                .with("DOCKER_HOST", host.docker().endpoint())
                .with("TESTCONTAINERS_RYUK_DISABLED", "true")
                .with("TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE", Images.BUSYBOX)
                .run(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Duser.home=" + home,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
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
