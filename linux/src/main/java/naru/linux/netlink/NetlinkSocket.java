package naru.linux.netlink;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A netlink socket in the namespace in which it was opened: sends requests and matches replies to
 * them. Thread-safe; calls are serialized.
 */
public final class NetlinkSocket implements AutoCloseable {
    public static final int NLM_F_REQUEST = 0x1; // linux/netlink.h
    public static final int NLM_F_ACK = 0x4;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;

    private static final int NLMSG_DONE = 3; // linux/netlink.h
    private static final int DUMP_TRIES = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final NetlinkFd fd;
    private int sequence = 1;

    private NetlinkSocket(NetlinkFd fd) {
        this.fd = fd;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static NetlinkSocket open(NetlinkProtocol protocol) {
        return new NetlinkSocket(NetlinkFd.open(protocol));
    }

    /**
     * Sends the messages that {@code build} writes in one datagram, and returns the kernel's errors
     * in order. The last message has NLM_F_ACK.
     */
    public List<Refusal> send(Consumer<MessageWriter> build) {
        return exchange(this::refusals, build);
    }

    /**
     * Requests a dump and returns the non-null results of {@code decode}. Repeats the request if
     * the dump was interrupted by a change.
     *
     * @throws LinuxException naming {@code operation} if the kernel returns an error
     */
    public <T> List<T> dump(
            String operation,
            Consumer<MessageWriter> request,
            Function<MessageReader, @Nullable T> decode) {
        for (int attempt = 0; attempt < DUMP_TRIES; attempt++) {
            List<T> found = exchange((first, b) -> collect(operation, first, b, decode), request);
            if (found != null) {
                return found;
            }
        }
        throw new LinuxException(Errno.EINTR, operation, "", "the list kept changing");
    }

    /** As {@link #dump}, for a request with a single reply. */
    public <T> T query(
            String operation,
            String object,
            Consumer<MessageWriter> request,
            Function<MessageReader, T> decode) {
        return exchange((first, b) -> single(operation, object, first, b, decode), request);
    }

    /** The socket's netlink port, which notifications of its own changes contain. */
    public int port() {
        return fd.port();
    }

    @Override
    public void close() {
        fd.close();
    }

    /**
     * Reads the replies of one exchange, whose first message has the sequence number {@code first}.
     */
    private interface Answers<R extends @Nullable Object> {
        R read(int first, NetlinkBuffers buffers);
    }

    private <R extends @Nullable Object> R exchange(
            Answers<R> answers, Consumer<MessageWriter> build) {
        lock.lock();
        NetlinkBuffers buffers = NetlinkBuffers.borrow();
        try {
            int first = sequence;
            var writer = new MessageWriter(buffers.send, first);
            build.accept(writer);
            ByteBuffer messages = writer.finish();
            sequence = writer.nextSequence();
            fd.send(messages);
            return answers.read(first, buffers);
        } catch (RuntimeException failure) {
            drain(buffers.receive);
            throw failure;
        } finally {
            buffers.giveBack();
            lock.unlock();
        }
    }

    /** Discards remaining messages of a failed exchange. */
    private void drain(ByteBuffer in) {
        boolean more = true;
        while (more) {
            try {
                more = fd.receive(in);
            } catch (LinuxException again) {
                more = again.is(Errno.ENOBUFS);
            }
        }
    }

    private List<Refusal> refusals(int first, NetlinkBuffers buffers) {
        var refusals = new ArrayList<Refusal>(0);
        boolean answered = false;
        while (fd.receive(buffers.receive)) {
            var reader = new MessageReader(buffers.receive);
            while (reader.next()) {
                answered = true;
                Refusal refusal = ErrorMessage.refusal(reader, first);
                if (refusal != null) {
                    refusals.add(refusal);
                }
            }
        }
        if (!answered) {
            throw new LinuxException(Errno.EPROTO, "netlink", "", "no answer");
        }
        return refusals;
    }

    /** The complete dump, or null if it was interrupted by a change. */
    private <T> @Nullable List<T> collect(
            String operation,
            int sequence,
            NetlinkBuffers buffers,
            Function<MessageReader, @Nullable T> decode) {
        var found = new ArrayList<T>();
        boolean interrupted = false;
        while (fd.receive(buffers.receive)) {
            var reader = new MessageReader(buffers.receive);
            while (reader.next()) {
                if (reader.sequence() != sequence) {
                    continue; // left over from an abandoned exchange
                }
                Refusal refusal = ErrorMessage.refusal(reader, sequence);
                if (refusal != null) {
                    throw refusal.of(operation, "");
                }
                interrupted |= reader.interrupted();
                if (reader.type() == NLMSG_DONE) {
                    return interrupted ? null : found;
                }
                T item = decode.apply(reader);
                if (item != null) {
                    found.add(item);
                }
            }
        }
        throw new LinuxException(Errno.EPROTO, operation, "", "the list did not end");
    }

    private <T> T single(
            String operation,
            String object,
            int sequence,
            NetlinkBuffers buffers,
            Function<MessageReader, T> decode) {
        T found = null;
        while (fd.receive(buffers.receive)) {
            var reader = new MessageReader(buffers.receive);
            while (reader.next()) {
                if (reader.sequence() != sequence) {
                    continue;
                }
                Refusal refusal = ErrorMessage.refusal(reader, sequence);
                if (refusal != null) {
                    throw refusal.of(operation, object);
                }
                found = decode.apply(reader);
            }
        }
        if (found == null) {
            throw new LinuxException(Errno.EPROTO, operation, object, "no answer");
        }
        return found;
    }
}
