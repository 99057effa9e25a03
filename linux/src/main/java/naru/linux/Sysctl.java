package naru.linux;

import static naru.linux.syscall.Flags.O_WRONLY;

import naru.linux.syscall.Linux;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Kernel parameters below /proc/sys. Those under {@code net} are the calling thread's namespace's
 * own: use {@link Netns#call} to reach another's.
 */
public final class Sysctl {
    static final String ROOT = "/proc/sys";

    private Sysctl() {}

    /** Sets a parameter; {@code name} as a path, {@code net/ipv4/ip_forward}. */
    public static void write(Kernel kernel, String name, String value) {
        write(kernel, ROOT, name, value);
    }

    /** As above, where the parameters are below {@code root}. */
    static void write(Kernel kernel, String root, String name, String value) {
        kernel.reach("sysctl", name);
        String path = path(root, name);
        try (var file = new Fd(Linux.open(path, O_WRONLY, 0))) {
            Linux.write(file.number(), value.getBytes(StandardCharsets.UTF_8), path);
        }
    }

    /** Reads a parameter without the newline at its end. */
    public static String read(String name) {
        return find(name)
                .orElseThrow(() -> new LinuxException(Errno.ENOENT, "open", path(ROOT, name)));
    }

    /**
     * Reads a parameter as {@link #read} does; empty where this kernel has none of that name: a
     * module is not loaded, or the link of that name is gone.
     */
    public static Optional<String> find(String name) {
        byte[] value = new byte[4096]; // in one go: such files answer from their beginning only
        try (var file = new FileInputStream(path(ROOT, name))) {
            int length = file.read(value);
            var text = new String(value, 0, Math.max(0, length), StandardCharsets.UTF_8);
            return Optional.of(text.strip());
        } catch (FileNotFoundException none) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A link's name may hold a dot, so names are paths here; one that climbs out is refused. */
    private static String path(String root, String name) {
        if (name.startsWith("/") || name.contains("..")) {
            throw new IllegalArgumentException("not a kernel parameter: " + name);
        }
        return root + "/" + name;
    }
}
