package naru.proxy.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The responses that nginx keeps: a file each, whose name is a digest and which has its key in its
 * head. nginx answers a request whose file is missing as if it had never seen it. Files are found
 * by their keys and never by a path made of a user's words; variants of one URL are several files.
 * Any thread.
 */
public record CacheStore(Path folder) {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");

    /** The key follows nginx's own head of a few hundred bytes; URLs may be long. */
    private static final int HEAD = 80 << 10;

    private static final byte[] BEFORE_KEY = "\nKEY: ".getBytes(StandardCharsets.US_ASCII);

    /** Deletes the responses with such keys, and returns their number. */
    public int purge(Predicate<CacheKey> condition) throws IOException {
        var purge = new Purge(condition);
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, purge); // follows no symbolic links
        }
        return purge.count;
    }

    private static final class Purge extends SimpleFileVisitor<Path> {
        private final Predicate<CacheKey> condition;
        private int count;

        Purge(Predicate<CacheKey> condition) {
            this.condition = condition;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile()
                    && NAME.matcher(file.getFileName().toString()).matches()
                    && key(file).filter(condition).isPresent()
                    && Files.deleteIfExists(file)) {
                count++;
            }
            return FileVisitResult.CONTINUE;
        }

        /** nginx deletes files at any time. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    private static Optional<CacheKey> key(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return key(in);
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        }
    }

    static Optional<CacheKey> key(InputStream in) throws IOException {
        var head = in.readNBytes(4096);
        int start = indexOf(head, BEFORE_KEY);
        if (start < 0) {
            return Optional.empty();
        }
        start += BEFORE_KEY.length;
        int end = start;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        var text = new StringBuilder(text(head, start, end));
        if (end == head.length) {
            var rest = in.readNBytes(HEAD);
            int line = 0;
            while (line < rest.length && rest[line] != '\n') {
                line++;
            }
            text.append(text(rest, 0, line));
        }
        return CacheKey.parse(text.toString());
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            int n = 0;
            while (n < part.length && bytes[i + n] == part[n]) {
                n++;
            }
            if (n == part.length) {
                return i;
            }
        }
        return -1;
    }
}
