package naru.container.tar;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Resolves paths relative to the root directory {@code root}: {@code ..} and symbolic links do not
 * leave it. Valid while no other process changes the directory.
 */
public final class InsideRoot {
    private static final int MAX_LINKS = 40; // as in the kernel: linux/namei.h

    private InsideRoot() {}

    /** A path without empty parts, {@code .} and {@code ..}, relative to the root. */
    public static Path clean(String path) {
        return Path.of("/").relativize(Path.of("/" + path).normalize());
    }

    /**
     * The path of {@code inside} on this host. Components that do not exist are used as they are.
     */
    public static Path resolve(Path root, @Nullable Path inside) throws IOException {
        Deque<String> left = new ArrayDeque<>();
        push(left, inside == null ? Path.of("") : inside);
        Path at = root;
        int links = 0;
        while (!left.isEmpty()) {
            String part = left.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                at = at.equals(root) ? root : parent(at);
                continue;
            }
            Path next = at.resolve(part);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new FileSystemException(
                        String.valueOf(inside), null, "too many levels of symbolic links");
            }
            Path target = Files.readSymbolicLink(next);
            at = target.isAbsolute() ? root : at;
            push(left, target);
        }
        return at;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static void push(Deque<String> left, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            left.push(path.getName(i).toString());
        }
    }
}
