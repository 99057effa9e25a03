package naru.linux.netlink;

import naru.linux.Fd;
import naru.linux.syscall.Linux;

import java.util.concurrent.atomic.AtomicBoolean;

/** Wakes a thread that is blocked in poll(2). See eventfd(2). */
final class EventFd implements AutoCloseable {
    private final Fd fd = new Fd(Linux.eventfd());
    private final AtomicBoolean signalled = new AtomicBoolean();

    public int number() {
        return fd.number();
    }

    /** Makes the descriptor readable permanently. */
    public void signal() {
        if (signalled.compareAndSet(false, true)) {
            byte[] one = new byte[8]; // a u64 other than zero
            one[0] = 1;
            Linux.write(fd.number(), one, "eventfd");
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
