package naru.proxy.cache;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The responses that nginx keeps: a file each, whose name is a digest and which has its key in its
 * head. nginx answers a request whose file is missing as if it had never seen it. Files are found
 * by their keys and never by a path made of a user's words; variants of one URL are several files.
 * A file of one name always has the same key, so that the URLs of files that were read once need
 * not be read again. Any thread.
 */
public final class CacheStore {
    private static final Pattern GROUP = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");

    /** The files whose URLs are remembered; some 70 bytes each. */
    private static final int MAX_REMEMBERED = 100_000;

    /** The key follows nginx's own head of a few hundred bytes; URLs may be long. */
    private static final int HEAD = 80 << 10;

    private static final byte[] BEFORE_KEY = "\nKEY: ".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private SoftReference<Map<Long, Integer>> remembered = new SoftReference<>(Map.of());
    private long reads;

    public CacheStore(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** The files of which a head has been read so far. */
    synchronized long reads() {
        return reads;
    }

    /** Deletes the responses with such keys, and returns their number. */
    public synchronized int purge(Predicate<CacheKey> condition) throws IOException {
        int count = 0;
        for (var file : files()) {
            count += delete(file, condition) ? 1 : 0;
        }
        return count;
    }

    /** Deletes the responses of a URL with such keys, and returns their number. */
    public synchronized int purge(CacheUrl url, Predicate<CacheKey> condition) throws IOException {
        Map<Long, Integer> before = Optional.ofNullable(remembered.get()).orElse(Map.of());
        var after = new HashMap<Long, Integer>();
        int count = 0;
        for (var file : files()) {
            long name = number(nameOf(file));
            var digest = before.get(name);
            if (digest == null) {
                digest = key(file).map(key -> key.url().hashCode()).orElse(null);
            }
            if (digest != null
                    && digest == url.hashCode()
                    && delete(file, key -> key.url().equals(url) && condition.test(key))) {
                count++;
            } else if (digest != null && after.size() < MAX_REMEMBERED) {
                after.put(name, digest);
            }
        }
        remembered = new SoftReference<>(after);
        return count;
    }

    /** A number for a digest of 128 bits. */
    private static long number(String name) {
        return Long.parseUnsignedLong(name.substring(0, 16), 16)
                ^ Long.parseUnsignedLong(name.substring(16), 16);
    }

    /** nginx deletes files at any time. */
    private boolean delete(Path file, Predicate<CacheKey> condition) throws IOException {
        return key(file).filter(condition).isPresent() && Files.deleteIfExists(file);
    }

    private List<Path> files() throws IOException {
        var files = new ArrayList<Path>();
        for (var group : list(folder, GROUP)) {
            if (Files.isDirectory(group, LinkOption.NOFOLLOW_LINKS)) {
                files.addAll(list(group, NAME));
            }
        }
        return files;
    }

    private static List<Path> list(Path folder, Pattern names) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            var found = new ArrayList<Path>();
            entries.forEach(entry -> {
                if (names.matcher(nameOf(entry)).matches()) {
                    found.add(entry);
                }
            });
            return found;
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private Optional<CacheKey> key(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        reads++;
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
