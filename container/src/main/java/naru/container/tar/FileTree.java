package naru.container.tar;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Operations on directory trees. Symbolic links are never followed. */
public final class FileTree {
    private FileTree() {}

    /** Removes a directory tree; a missing one is not an error. */
    public static void delete(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new Deleter());
        } catch (NoSuchFileException ignored) {
            // as requested
        }
    }

    /** The total size of all files in bytes. */
    public static long size(Path root) throws IOException {
        var sum = new Sum();
        Files.walkFileTree(root, sum);
        return sum.bytes;
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
        }
    }
}
