package naru.network.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The identity of a data root: twelve random hexadecimal digits in its file {@code instance}. It is
 * part of the tags in the kernel, by which two installations recognise each other's objects.
 */
public final class Instance {
    private static final String FILE = "instance";
    private static final int BYTES = 6;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");

    private Instance() {}

    /** The owner of all objects created for a data root, whose identity is created if needed. */
    public static Owner of(Path dataRoot, RandomGenerator random) throws IOException {
        var root = dataRoot.toAbsolutePath().normalize();
        var known = find(root);
        if (known.isPresent()) {
            return new Owner(known.get(), root);
        }
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes);
        Files.createDirectories(root);
        var fresh = root.resolve(FILE + ".new");
        Files.writeString(fresh, id + "\n");
        Files.move(fresh, root.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        return new Owner(id, root);
    }

    /** The owner of all objects created for a data root, if that has an identity. */
    public static Owner known(Path dataRoot) {
        return read(dataRoot).map(id -> new Owner(id, dataRoot)).orElse(Owner.UNNAMED);
    }

    /** The identity of a data root; empty where it has none, or is not readable. */
    static Optional<String> read(Path dataRoot) {
        try {
            return find(dataRoot);
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    private static Optional<String> find(Path dataRoot) throws IOException {
        try {
            var text = Files.readString(dataRoot.resolve(FILE)).strip();
            return Optional.of(text).filter(id -> ID.matcher(id).matches());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Whether a data root exists, but has another identity than {@code id} now. */
    public static boolean isReplaced(Path dataRoot, String id) {
        return Files.isDirectory(dataRoot) && !read(dataRoot).equals(Optional.of(id));
    }
}
