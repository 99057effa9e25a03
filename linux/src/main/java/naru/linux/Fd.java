package naru.linux;

import naru.linux.syscall.Linux;

import java.util.concurrent.atomic.AtomicInteger;

/** An open file descriptor of this process, with a single owner. Any thread may use or close it. */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;

    /** Above all descriptor numbers of started programs. */
    private static final int MIN_DUPLICATE = 64;

    private final AtomicInteger number;

    /** Takes over {@code number}. */
    public Fd(int number) {
        this.number = new AtomicInteger(number);
    }

    /**
     * The number, for a system call.
     *
     * @throws IllegalStateException after it was closed or transferred
     */
    public int number() {
        int current = number.get();
        if (current == CLOSED) {
            throw new IllegalStateException("file descriptor is closed");
        }
        return current;
    }

    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /** Transfers the number to a new owner, such as Netty, which closes it. */
    public int detach() {
        int given = number.getAndSet(CLOSED);
        if (given == CLOSED) {
            throw new IllegalStateException("file descriptor is closed");
        }
        return given;
    }

    /** A second descriptor of the same file, closed on exec. Its number is 64 or more. */
    public Fd duplicate() {
        return new Fd(Linux.duplicate(number(), MIN_DUPLICATE));
    }

    /** Closes it. A second close does nothing. */
    @Override
    public void close() {
        int last = number.getAndSet(CLOSED);
        if (last != CLOSED) {
            Linux.close(last);
        }
    }

    @Override
    public String toString() {
        return "fd " + number.get();
    }
}
