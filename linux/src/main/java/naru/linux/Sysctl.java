package naru.linux;

import static naru.linux.syscall.Flags.O_WRONLY;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Kernel parameters below /proc/sys. Those below {@code net} belong to the calling thread's
 * namespace: use {@link Netns#call} for another one.
 */
public final class Sysctl {
    static final String ROOT = "/proc/sys";

    private Sysctl() {}

    /** Sets a parameter; {@code name} as a path, {@code net/ipv4/ip_forward}. */
    public static void write(Kernel kernel, String name, String value) {
        write(kernel, ROOT, name, value);
    }

    /** As above, with {@code root} in place of /proc/sys. */
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
     * Reads a parameter as {@link #read} does; empty if it does not exist: a module is not loaded,
     * or the link of that name was deleted.
     */
    public static Optional<String> find(String name) {
        byte[] value = new byte[4096]; // in one call: such files can be read from offset 0 only
        try (var file = new FileInputStream(path(ROOT, name))) {
            int length = file.read(value);
            var text = new String(value, 0, Math.max(0, length), StandardCharsets.UTF_8);
            return Optional.of(text.strip());
        } catch (FileNotFoundException ignored) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * A link's name may contain a dot, so names are paths here; a path that leaves the directory is
     * rejected.
     */
    private static String path(String root, String name) {
        if (name.startsWith("/") || name.contains("..")) {
            throw new IllegalArgumentException("not a kernel parameter: " + name);
        }
        return root + "/" + name;
    }
}
