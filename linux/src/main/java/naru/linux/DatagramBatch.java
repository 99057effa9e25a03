package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import naru.linux.syscall.Flags;
import naru.linux.syscall.Syscall;
import naru.linux.syscall.SystemCall;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Receives and sends IPv4 datagrams many at a time: recvmmsg(2), sendmmsg(2). Its buffers may serve
 * any number of non-blocking sockets, one after the other, on one thread at a time.
 */
public final class DatagramBatch implements AutoCloseable {
    private static final int HEADER = 64; // struct mmsghdr, linux/socket.h: msghdr, u32 length, pad
    private static final int NAME_LENGTH = 8; // offsets in it
    private static final int VECTOR = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int LENGTH = 56;
    private static final int IOVEC = 16; // struct iovec: pointer, u64 length
    private static final int SOCKADDR_IN = 16; // u16 family, u16be port, 4 bytes, 8 of zero

    private final Arena arena = Arena.ofShared();
    private final int slots;
    private final int size;
    private final Side in;
    private final Side out;
    private final MemorySegment errno = arena.allocate(JAVA_INT);
    private int queued;
    private @Nullable Fd sender;

    /**
     * Room for {@code slots} datagrams each way of {@code size} bytes each. A longer datagram is
     * truncated when received, and cannot be sent.
     */
    public DatagramBatch(int slots, int size) {
        this.slots = slots;
        this.size = size;
        this.in = new Side(slots, size);
        this.out = new Side(slots, size);
    }

    /**
     * Receives up to {@code most} pending datagrams, replacing those received before.
     *
     * @return their number; 0 if none is pending
     */
    public int receive(Fd socket, int most) {
        int wanted = Math.min(most, slots);
        for (int i = 0; i < wanted; i++) {
            in.headers.set(JAVA_INT, (long) i * HEADER + NAME_LENGTH, SOCKADDR_IN);
        }
        long count = call(SystemCall.RECVMMSG, socket, in.headers, wanted);
        return (int)
                (count == -Flags.EAGAIN ? 0 : Syscall.check(count, "recvmmsg", socket.toString()));
    }

    /** The longest datagram that fits, in bytes. */
    public int size() {
        return size;
    }

    /** The length of a received datagram, in bytes. */
    public int length(int index) {
        return in.headers.get(JAVA_INT, (long) index * HEADER + LENGTH);
    }

    /** The sender of a datagram: an opaque value for {@link #queue}, valid indefinitely. */
    public long sender(int index) {
        return in.names.get(JAVA_LONG, (long) index * SOCKADDR_IN);
    }

    /** Copies a received datagram to the start of {@code to}, which has {@link #size} bytes. */
    public void copy(int index, byte[] to) {
        MemorySegment.copy(in.bytes, JAVA_BYTE, (long) index * size, to, 0, length(index));
    }

    /**
     * Queues a datagram for {@link #send}. Sends the queue first if it is full or belongs to
     * another socket.
     */
    public void queue(Fd socket, long receiver, byte[] bytes, int length) {
        if (queued == slots || (queued > 0 && sender != socket)) {
            send();
        }
        MemorySegment.copy(bytes, 0, out.bytes, JAVA_BYTE, (long) queued * size, length);
        out.vectors.set(JAVA_LONG, (long) queued * IOVEC + 8, length);
        out.names.set(JAVA_LONG, (long) queued * SOCKADDR_IN, receiver);
        sender = socket;
        queued++;
    }

    /**
     * Sends the queue. Datagrams that the kernel rejects are dropped, such as those to a closed
     * socket or beyond the send buffer, as UDP permits.
     */
    public void send() {
        int sent = 0;
        while (sent < queued && sender != null && sender.isOpen()) {
            long count = call(SystemCall.SENDMMSG, sender, out.from(sent), queued - sent);
            if (count == -Flags.EAGAIN) {
                break;
            }
            sent += count > 0 ? (int) count : 1;
        }
        queued = 0;
        sender = null;
    }

    private long call(SystemCall which, Fd socket, MemorySegment headers, int count) {
        return Syscall.call(
                errno, which, socket.number(), headers.address(), count, Flags.MSG_DONTWAIT, 0, 0);
    }

    /** Frees the buffers. */
    @Override
    public void close() {
        arena.close();
    }

    /** The buffers of one direction. */
    private final class Side {
        private final MemorySegment headers;
        private final MemorySegment names;
        private final MemorySegment vectors;
        private final MemorySegment bytes;

        Side(int slots, int size) {
            headers = arena.allocate((long) slots * HEADER, 8);
            names = arena.allocate((long) slots * SOCKADDR_IN, 8);
            vectors = arena.allocate((long) slots * IOVEC, 8);
            bytes = arena.allocate((long) slots * size, 8);
            for (int i = 0; i < slots; i++) {
                long header = (long) i * HEADER;
                headers.set(JAVA_LONG, header, names.address() + (long) i * SOCKADDR_IN);
                headers.set(JAVA_INT, header + NAME_LENGTH, SOCKADDR_IN);
                headers.set(JAVA_LONG, header + VECTOR, vectors.address() + (long) i * IOVEC);
                headers.set(JAVA_LONG, header + VECTOR_COUNT, 1);
                vectors.set(JAVA_LONG, (long) i * IOVEC, bytes.address() + (long) i * size);
                vectors.set(JAVA_LONG, (long) i * IOVEC + 8, size);
            }
        }

        MemorySegment from(int slot) {
            return headers.asSlice((long) slot * HEADER);
        }
    }
}
