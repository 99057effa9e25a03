package naru.cli.doctor;

import naru.linux.Kernel;
import naru.linux.Netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network namespace and a directory for tests of the doctor. Closing it removes both with their
 * content.
 */
record Scratch(Netns netns, Path directory) implements AutoCloseable {
    /** Creates both; the directory is below {@code parent}, on the same file system. */
    static Scratch open(Path parent) {
        try {
            var directory = Files.createTempDirectory(parent, ".naru-doctor-");
            try {
                return new Scratch(namespace(directory.resolve("netns")), directory);
            } catch (RuntimeException failure) {
                Files.delete(directory);
                throw failure;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The file is needed until the namespace is open. */
    private static Netns namespace(Path file) {
        var netns = Netns.create(Kernel.DIRECT, file);
        Netns.delete(Kernel.DIRECT, file);
        return netns;
    }

    @Override
    public void close() {
        netns.close();
        try (var files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
