package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;

import naru.dns.forward.Forwarder;
import naru.dns.forward.Transport;
import naru.dns.metrics.Counter;
import naru.dns.metrics.Statistics;
import naru.dns.wire.PlainQuery;
import naru.linux.DatagramBatch;
import naru.linux.Fd;
import naru.linux.LinuxException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Questions that come as datagrams to one socket. It reads and answers as many at once as have
 * come, up to a batch, and less while answering takes long: a sandbox that asks a lot does not keep
 * others waiting. On the event loop only.
 */
final class UdpSide implements EpollIoHandle {
    private static final System.Logger LOG = System.getLogger(UdpSide.class.getName());

    /** Datagrams that are read at once from a sandbox whose questions memory answers. */
    private static final int BATCH = 32;

    /** The same while questions have to be passed on, each of which costs a socket. */
    private static final int FEW = 2;

    private final Fd socket;
    private final FileDescriptor descriptor;
    private final DatagramBatch batch;
    private final byte[] message;
    private final byte[] reply;
    private final Responder responder;
    private final Forwarder forwarder;
    private final Statistics statistics;
    private final ReplyMemo memo;
    private final PlainQuery query = new PlainQuery();
    private int most = FEW;
    private int known;
    private int passedOn;
    private boolean reading;
    private @Nullable IoRegistration registration;

    /**
     * Answers what comes to {@code socket}, which it closes in the end.
     *
     * @param machinery that all on one event loop share
     */
    UdpSide(Fd socket, Machinery machinery, Responder responder) {
        this.socket = socket;
        this.descriptor = new FileDescriptor(socket.number());
        this.batch = machinery.batch();
        this.forwarder = machinery.forwarder();
        this.statistics = machinery.statistics();
        this.message = new byte[batch.size()];
        this.reply = new byte[batch.size()];
        this.responder = responder;
        this.memo = machinery.newMemo();
    }

    /** Starts to listen. For any thread. */
    void register(IoEventLoop loop) {
        loop.register(this)
                .addListener((Future<IoRegistration> registered) -> {
                    if (registered.isSuccess()) {
                        registration = registered.getNow();
                        registration.submit(EpollIoOps.EPOLLIN);
                    } else {
                        socket.close();
                    }
                });
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            readAll();
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, "datagrams were not answered", e);
        }
    }

    private void readAll() {
        int count = batch.receive(socket, most);
        passedOn = 0;
        long started = System.nanoTime();
        known = 0;
        reading = true;
        memo.look(responder.standpoint());
        for (int i = 0; i < count; i++) {
            batch.copy(i, message);
            answer(batch.sender(i), batch.length(i));
        }
        reading = false;
        batch.send();
        most = passedOn == 0 ? Math.min(2 * most, BATCH) : FEW;
        statistics.count(Counter.UDP, count);
        statistics.count(Counter.KNOWN, known);
        statistics.atOnce().add(System.nanoTime() - started, count);
    }

    private void answer(long sender, int length) {
        boolean plain = query.read(message, length);
        int ready = plain ? memo.reply(query, reply) : 0;
        if (ready == ReplyMemo.PASSED_ON) {
            ready = forwarder.fromCache(query, responder.standpoint().upstreams().get(), reply);
        } else if (ready > 0) {
            known++;
        }
        if (ready > 0) {
            batch.queue(socket, sender, reply, ready);
        } else {
            var copy = Unpooled.wrappedBuffer(Arrays.copyOf(message, length));
            responder.answer(copy, Transport.UDP, new Asker(sender, plain ? query : null));
        }
    }

    /** The length of what is in {@link #reply} now, or 0 when it cannot be sent. */
    private int copy(ByteBuf answer) {
        try {
            int length = answer.readableBytes();
            if (length > reply.length || !socket.isOpen()) {
                return 0;
            }
            answer.getBytes(answer.readerIndex(), reply, 0, length);
            return length;
        } finally {
            answer.release();
        }
    }

    /** The sender of a question. */
    private final class Asker implements ReplyTo {
        private final long address;
        private final @Nullable PlainQuery asked;

        Asker(long address, @Nullable PlainQuery asked) {
            this.address = address;
            this.asked = asked;
        }

        @Override
        public void accept(ByteBuf answer) {
            send(answer);
        }

        /** Is called at once, while {@link #asked} has not been read over. */
        @Override
        public void known(ByteBuf answer, boolean inAnyOrder) {
            int length = send(answer);
            known++;
            if (asked != null && length > 0) {
                memo.keep(asked, reply, length, inAnyOrder);
            }
        }

        @Override
        public void passedOn() {
            passedOn++;
            if (asked != null) {
                memo.passOn(asked);
            }
        }

        private int send(ByteBuf answer) {
            int length = copy(answer);
            if (length > 0) {
                batch.queue(socket, address, reply, length);
                if (!reading) {
                    batch.send();
                }
            }
            return length;
        }
    }

    /** Reads no more; what is under way is answered. On the event loop. */
    void pause() {
        if (registration != null) {
            registration.cancel();
        }
    }

    /** Whether it listens still. On the event loop. */
    boolean isOpen() {
        return socket.isOpen();
    }

    /** Another descriptor of the socket. On the event loop. */
    Fd duplicate() {
        return socket.duplicate();
    }

    /** Stops to listen. On the event loop, which also calls it when it ends. */
    @Override
    public void close() {
        pause();
        socket.close();
    }
}
