package naru.linux;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Flags;
import naru.linux.syscall.Linux;
import naru.linux.syscall.SocketAddresses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to manage something in a network namespace, held by one process at a time. It is a unix
 * socket with an abstract name: such names belong to a network namespace, independently of the file
 * system, and the kernel frees them when their holder ends for any reason.
 */
public final class NamespaceClaim implements AutoCloseable {
    private static final int SOCK_DGRAM = 2; // linux/net.h
    private static final Path SOCKETS = Path.of("/proc/thread-self/net/unix");
    private static final int INODE = 6; // column of SOCKETS: proc(5)
    private static final int NAME = 7;

    private final Fd socket;

    private NamespaceClaim(Fd socket) {
        this.socket = socket;
    }

    /**
     * Claims {@code name} in the namespace of the calling thread, without waiting; empty while
     * another process holds it.
     */
    public static Optional<NamespaceClaim> attempt(String name) {
        int type = SOCK_DGRAM | Flags.SOCK_CLOEXEC;
        var socket = new Fd(Linux.socket(SocketAddresses.AF_UNIX, type, 0, "@" + name));
        try {
            SocketAddresses.bindAbstract(socket.number(), name);
            return Optional.of(new NamespaceClaim(socket));
        } catch (RuntimeException failure) {
            socket.close();
            if (failure instanceof LinuxException refusal && refusal.is(Errno.EADDRINUSE)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /**
     * The process that holds {@code name}; empty if it has ended, or is in another PID namespace.
     */
    public static Optional<SocketHolder> holder(String name) throws IOException {
        try (var lines = Files.lines(SOCKETS)) {
            var inode =
                    lines.map(line -> line.strip().split("\\s+"))
                            .filter(words -> words.length > NAME && words[NAME].equals("@" + name))
                            .map(words -> words[INODE])
                            .findFirst();
            return inode.isEmpty() ? Optional.empty() : SocketHolder.find(inode.get());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
