package naru.linux;

import static naru.linux.syscall.Syscall.call;
import static naru.linux.syscall.Syscall.check;

import naru.linux.error.Errno;
import naru.linux.syscall.Flags;
import naru.linux.syscall.Linux;
import naru.linux.syscall.SocketAddresses;
import naru.linux.syscall.SystemCall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The client end of a SOCK_SEQPACKET unix socket: a stream of packets. See unix(7). */
public final class SeqPacketSocket implements AutoCloseable {
    private static final int SOCK_SEQPACKET = 5; // linux/net.h
    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;
    private static final int MAX_PATH_BYTES = 107; // without the final zero, linux/un.h

    private final Fd fd;
    private final String name;

    private SeqPacketSocket(Fd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /** Connects to a listener, whose path may be longer than a socket address permits. */
    public static SeqPacketSocket connect(Path path) {
        String name = path.toString();
        int type = SOCK_SEQPACKET | Flags.SOCK_CLOEXEC;
        var fd = new Fd(Linux.socket(SocketAddresses.AF_UNIX, type, 0, name));
        try {
            connect(fd, path.toAbsolutePath());
            return new SeqPacketSocket(fd, name);
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    private static void connect(Fd socket, Path path) {
        String name = path.toString();
        if (name.getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES) {
            SocketAddresses.connect(socket.number(), name);
            return;
        }
        String folder = path.resolveSibling("").toString();
        try (var open = new Fd(Linux.open(folder, Flags.O_RDONLY, 0))) {
            String shorter = "/proc/thread-self/fd/" + open.number() + "/" + path.getFileName();
            SocketAddresses.connect(socket.number(), shorter);
        }
    }

    /**
     * Waits for a packet and reads it. Blocks the carrier of a virtual thread: use a platform
     * thread.
     *
     * @return its length, or -1 at the end of the stream; a longer packet is truncated
     */
    public int read(byte[] packet) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(packet.length);
            while (true) {
                long length = call(SystemCall.READ, fd.number(), buffer.address(), packet.length);
                if (length == -Flags.EINTR) {
                    continue;
                }
                if (length == 0 || length == -Errno.ECONNRESET.number()) {
                    return -1;
                }
                check(length, "read", name);
                MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, packet, 0, (int) length);
                return (int) length;
            }
        }
    }

    /** Writes one packet; blocks while the peer's buffer is full. */
    public void write(byte[] packet, int offset, int length) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.max(1, length));
            MemorySegment.copy(packet, offset, copy, ValueLayout.JAVA_BYTE, 0, length);
            long at = copy.address();
            long sent;
            do {
                sent = call(SystemCall.SENDTO, fd.number(), at, length, Flags.MSG_NOSIGNAL, 0, 0);
            } while (sent == -Flags.EINTR);
            check(sent, "send", name);
        }
    }

    /** Shuts down the sending direction. */
    public void shutdownOutput() {
        check(call(SystemCall.SHUTDOWN, fd.number(), SHUT_WR), "shutdown", name);
    }

    /**
     * Shuts down both directions, which makes a blocked {@link #read} return -1. {@link #close}
     * frees the descriptor after the reader has returned.
     */
    public void shutdown() {
        call(SystemCall.SHUTDOWN, fd.number(), SHUT_RDWR);
    }

    @Override
    public void close() {
        fd.close();
    }
}
