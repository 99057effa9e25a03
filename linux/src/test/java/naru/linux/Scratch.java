package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.route.socket.RouteSocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory with network namespaces of a test. Closing asserts that nothing is left. */
public final class Scratch implements AutoCloseable {
    private final Path directory;
    private final List<Netns> namespaces = new ArrayList<>();

    private Scratch(Path directory) {
        this.directory = directory;
    }

    /** Skips the test if a namespace cannot be created. */
    public static Scratch create() {
        assumeTrue(root(), "needs root");
        try {
            return new Scratch(Files.createTempDirectory("naru-linux-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean root() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    /** A new namespace. */
    public Netns netns(String name) {
        var netns = Netns.create(Kernel.DIRECT, path(name));
        namespaces.add(netns);
        return netns;
    }

    /** A route socket inside a namespace. */
    public static RouteSocket routes(Netns netns) {
        return netns.call(() -> RouteSocket.open(Kernel.DIRECT));
    }

    /** The output of a program that runs inside a namespace. It must succeed. */
    public String run(String name, String... command) {
        var line = new ArrayList<>(List.of("nsenter", "--net=" + path(name)));
        line.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", line, output).isZero();
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        namespaces.forEach(Netns::close);
        try (var files = Files.list(directory)) {
            files.forEach(file -> Netns.delete(Kernel.DIRECT, file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        assertThat(MountTable.below(directory)).isEmpty();
        try {
            Files.delete(directory); // fails if something is left in it
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
