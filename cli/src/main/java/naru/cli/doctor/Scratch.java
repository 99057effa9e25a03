package naru.cli.doctor;

import naru.linux.Kernel;
import naru.linux.Netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A place to try things in: a network namespace and a directory of its own. Closing it removes both
 * and everything that was made in the namespace.
 */
record Scratch(Netns netns, Path directory) implements AutoCloseable {
    /** Makes one; the directory lies below {@code parent}, whose file system it is to be on. */
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

    /** Needs its file only until it is open. */
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
