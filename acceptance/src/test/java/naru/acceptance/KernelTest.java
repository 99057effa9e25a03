package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Product;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs what the development machines' kernel cannot under Debian's, which QEMU emulates; {@code
 * make test-kernel}. The classes are the same as here, and run inside as {@link #main}, where
 * nothing may be skipped.
 */
class KernelTest {
    /**
     * The classes that want that kernel. Each asks for what it needs and skips itself, saying so,
     * where a kernel has it not. The machine is slow: about a second for a command of a client, two
     * minutes for the first that uses a {@link Lab}, and all of them are to be done in a quarter of
     * an hour. {@link Eventually} waits longer there.
     */
    private static final List<String> CLASSES =
            List.of(
                    "naru.acceptance.lan.LanVlanTest",
                    "naru.acceptance.lan.LanIpvlanTest",
                    "naru.acceptance.lan.LanIpvlanReachTest",
                    "naru.acceptance.network.SctpTest",
                    "naru.network.live.IpvlanLiveTest",
                    "naru.network.live.MacvlanLiveTest",
                    "naru.network.live.IpvlanCrashLiveTest",
                    "naru.network.live.EncryptedOverlayLiveTest");

    /** Where else they are, beside the class path of this one. */
    private static final String OTHERS = "network/target/test-classes";

    private static final String RESULT = "result: ";
    private static final int SECONDS = 2400;
    private static final int SLOWNESS = 10;
    private static final int PATIENCE = 550; // s, less than a Shell's
    private static final int CRASH_SECONDS = 20; // for each kind of network

    @Test
    @EnabledIfSystemProperty(
            named = "naru.kernel",
            matches = "true",
            disabledReason = "boots another kernel, which takes minutes: make test-kernel")
    void ipvlanAndTaggedParentsWorkUnderDebiansKernel() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var command =
                List.of(
                        Product.root().resolve("scripts/kernel-run").toString(),
                        "-t",
                        String.valueOf(SECONDS),
                        "env",
                        "NARU_AOT=off", // does not pay there
                        "NARU_JAVA=-XX:CompileThresholdScaling=1 -Dnaru.lab.patience=" + PATIENCE,
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dnaru.test.slowness=" + SLOWNESS,
                        "-Dnaru.lan.crash.seconds=" + CRASH_SECONDS,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path")
                                + ":"
                                + Product.root().resolve(OTHERS),
                        KernelTest.class.getName());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var results = new ArrayList<String>();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines()
                    .peek(System.out::println)
                    .filter(line -> line.startsWith(RESULT))
                    .forEach(line -> results.add(line.substring(RESULT.length())));
        }
        assertThat(process.waitFor()).as("exit code").isZero();
        long minutes = Duration.between(began, Instant.now()).toMinutes();
        results.addFirst(
                "The last run of make test-kernel: %s, %d minutes".formatted(began, minutes));
        Files.write(Product.root().resolve("docs/test-kernel.txt"), results);
    }

    /**
     * Runs the classes, or those that are named instead, in this JVM; exits with 1 if a test fails
     * or is skipped.
     */
    public static void main(String[] arguments) {
        report("Linux " + System.getProperty("os.version"));
        var listener = new Listener();
        var names = arguments.length == 0 ? CLASSES : List.of(arguments);
        var classes = names.stream().map(DiscoverySelectors::selectClass).toList();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request().selectors(classes).build(),
                        listener);
        report(listener.passed + " passed, " + listener.others + " did not");
        System.exit(listener.passed > 0 && listener.others == 0 ? 0 : 1);
    }

    private static void report(String line) {
        System.out.println(RESULT + line);
    }

    private static final class Listener implements TestExecutionListener {
        private int passed;
        private int others;
        private long began;

        @Override
        public void executionStarted(TestIdentifier test) {
            began = System.nanoTime();
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            others++;
            report("skipped " + name(test) + ": " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            boolean good = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            if (good && !test.isTest()) {
                return;
            }
            passed += good ? 1 : 0;
            others += good ? 0 : 1;
            long seconds = (System.nanoTime() - began) / 1_000_000_000;
            report(
                    "%s %s, %d s"
                            .formatted(good ? "passed" : result.getStatus(), name(test), seconds));
            result.getThrowable().ifPresent(failure -> failure.printStackTrace(System.out));
        }

        /** The class, the method and, if it is tried with several things, with which. */
        private static String name(TestIdentifier test) {
            var words = new ArrayList<String>();
            test.getSource()
                    .ifPresent(source -> {
                        if (source instanceof MethodSource method) {
                            words.add(method.getClassName().replaceFirst(".*\\.", ""));
                            words.add(method.getMethodName());
                        }
                    });
            boolean isOneOfSeveral = test.getDisplayName().startsWith("[");
            if (words.isEmpty() || isOneOfSeveral) {
                words.add(test.getDisplayName());
            }
            return String.join(" ", words);
        }
    }
}
