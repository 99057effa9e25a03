package naru.linux.netlink;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Receives the notifications of multicast groups as events of one type. One thread calls {@link
 * #next} in a loop: a platform thread, because waiting blocks the carrier of a virtual one. Any
 * thread may close.
 */
public final class NetlinkMonitor<E> implements AutoCloseable {
    private static final int DATAGRAM = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBuffer in = ByteBuffer.allocateDirect(DATAGRAM);
    private final ArrayDeque<E> ready = new ArrayDeque<>();
    private final NetlinkFd fd;
    private final EventFd closing;
    private final Function<MessageReader, @Nullable E> decode;
    private final E lost;
    private volatile boolean open = true;

    private NetlinkMonitor(NetlinkFd fd, Function<MessageReader, @Nullable E> decode, E lost) {
        this.fd = fd;
        this.closing = new EventFd();
        this.decode = decode;
        this.lost = lost;
    }

    /**
     * Opens a monitor in the calling thread's namespace. From here on, lost notifications are
     * reported as {@code lost}, never dropped silently.
     *
     * @param buffer receive buffer of the kernel in bytes
     * @param decode returns the event of a message, or null to ignore it
     * @param lost the event that is reported when the kernel dropped notifications (ENOBUFS)
     */
    public static <E> NetlinkMonitor<E> open(
            NetlinkProtocol protocol,
            int[] groups,
            int buffer,
            Function<MessageReader, @Nullable E> decode,
            E lost) {
        NetlinkFd fd = NetlinkFd.open(protocol);
        try {
            fd.receiveBuffer(buffer);
            fd.join(groups);
            return new NetlinkMonitor<>(fd, decode, lost);
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /** The next event, or empty if {@code limit} has passed or the monitor is closed. */
    public Optional<E> next(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (open) {
                if (!ready.isEmpty()) {
                    return Optional.of(ready.remove());
                }
                if (!receive()) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return Optional.empty();
                    }
                    Linux.poll((left + 999_999) / 1_000_000, fd.number(), closing.number());
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    public boolean isOpen() {
        return open;
    }

    /** Wakes a blocked {@link #next}, then frees the socket. */
    @Override
    public void close() {
        open = false;
        closing.signal();
        lock.lock();
        try {
            fd.close();
            closing.close();
        } finally {
            lock.unlock();
        }
    }

    /** Whether any message arrived, including ignored ones. */
    private boolean receive() {
        try {
            if (!fd.receive(in)) {
                return false;
            }
        } catch (LinuxException failure) {
            if (!failure.is(Errno.ENOBUFS)) {
                throw failure;
            }
            ready.add(lost);
            return true;
        }
        var reader = new MessageReader(in);
        while (reader.next()) {
            E event = decode.apply(reader);
            if (event != null) {
                ready.add(event);
            }
        }
        return true;
    }
}
