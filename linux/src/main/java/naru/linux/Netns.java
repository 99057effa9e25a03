package naru.linux;

import static naru.linux.syscall.Flags.CLONE_NEWNET;
import static naru.linux.syscall.Flags.O_RDONLY;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;
import naru.linux.syscall.StrayThreads;

import java.nio.file.Path;

/**
 * A network namespace, held open. See network_namespaces(7).
 *
 * <p>A namespace belongs to a thread of the operating system, so a task inside one runs on a
 * separate platform thread, which returns to its original namespace before the caller continues.
 * Sockets stay in the namespace in which they were opened: enter to open, then leave.
 *
 * <p>A thread that is started inside inherits the namespace and keeps it alive. Work inside must
 * therefore start none, not even indirectly: no executor, no virtual thread, no {@link
 * ProcessBuilder} (instead: {@link naru.linux.process.Processes#start}), no HTTP client, no
 * logging. Where assertions are enabled, as in tests, such a thread is an {@link AssertionError}.
 */
public final class Netns implements NetnsHandle, AutoCloseable {
    private final Fd fd;
    private final String name;

    private Netns(Fd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /** A new namespace and the result of the task that ran inside. */
    public record Created<T>(Netns netns, T opened) {}

    /** Creates a namespace that is kept alive by {@code file}, which must not exist yet. */
    public static Netns create(Kernel kernel, Path file) {
        return createAnd(kernel, file, () -> true).netns();
    }

    /**
     * Creates a namespace and runs {@code inside} in it, in one task of one thread. Leaves nothing
     * behind if either fails.
     */
    public static <T, X extends Exception> Created<T> createAnd(
            Kernel kernel, Path file, NamespaceWork<T, X> inside) throws X {
        kernel.reach("unshare netns", file.toString());
        return NamespaceThread.run(() -> createHere(file, inside));
    }

    /** Opens the namespace that {@code file} is bound to. */
    public static Netns open(Path file) {
        return new Netns(new Fd(Linux.open(file.toString(), O_RDONLY, 0)), file.toString());
    }

    /** The calling thread's namespace. */
    public static Netns current() {
        return new Netns(NetnsFile.ofThisThread(), NetnsFile.THIS_THREAD);
    }

    /** Removes the namespace's file. The namespace itself ends with its last process and socket. */
    public static void delete(Kernel kernel, Path file) {
        kernel.reach("umount netns", file.toString());
        NetnsFile.delete(file.toString());
    }

    /**
     * Prepares {@code directory} for namespace files, as {@code ip netns} does with /run/netns: a
     * separate, shared mount, so that an unmount propagates to every mount namespace that has a
     * copy. Repeating it changes nothing.
     */
    public static void prepareDirectory(Kernel kernel, Path directory) {
        kernel.reach("mount netns directory", directory.toString());
        NetnsFile.prepareDirectory(directory);
    }

    /** Runs {@code inside} in this namespace and returns its result or throws its exception. */
    public <T, X extends Exception> T call(NamespaceWork<T, X> inside) throws X {
        int target = fd.number();
        return NamespaceThread.run(() -> {
            Linux.setns(target, CLONE_NEWNET, name);
            return checked(inside);
        });
    }

    /** With assertions, as in tests, a thread that the work has started inside is an error. */
    private static <T, X extends Exception> T checked(NamespaceWork<T, X> inside) throws X {
        T result = inside.run();
        assert StrayThreads.here().isEmpty()
                : "threads started inside a network namespace: " + StrayThreads.here();
        return result;
    }

    /**
     * Runs a task that creates or enters several namespaces on one thread, so that each entry costs
     * one system call. The task itself starts in the original namespace and is not restricted
     * there.
     */
    public static <T, X extends Exception> T together(NamespaceWork<T, X> work) throws X {
        return NamespaceThread.run(work);
    }

    /** Whether {@code file} exists and is bound to this namespace. */
    public boolean isAt(Path file) {
        try (var there = open(file)) {
            return there.inode() == inode();
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            return false;
        }
    }

    /** Binds this namespace to {@code file}, replacing an existing binding. */
    public void bind(Kernel kernel, Path file) {
        kernel.reach("mount netns", file.toString());
        NetnsFile.delete(file.toString());
        NetnsFile.bind("/proc/self/fd/" + fd.number(), file.toString());
    }

    /**
     * The inode number, which identifies a namespace, as shown by {@code ls -l /proc/PID/ns/net}.
     */
    public long inode() {
        return Linux.inode(fd.number());
    }

    @Override
    public int fd() {
        return fd.number();
    }

    /** The file that it was opened from. */
    public Path file() {
        return Path.of(name);
    }

    /** Closes the descriptor; the namespace's file, if any, remains. */
    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return "netns " + name;
    }

    private static <T, X extends Exception> Created<T> createHere(
            Path file, NamespaceWork<T, X> inside) throws X {
        String name = file.toString();
        Linux.unshare(CLONE_NEWNET);
        NetnsFile.bind(NetnsFile.THIS_THREAD, name);
        try {
            var netns = open(file);
            try {
                return new Created<>(netns, checked(inside));
            } catch (Throwable failure) {
                netns.close();
                throw failure;
            }
        } catch (Throwable failure) {
            NetnsFile.delete(name);
            throw failure;
        }
    }
}
