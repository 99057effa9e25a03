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
import naru.linux.error.LinuxException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Serves queries over UDP on one socket. It reads and answers pending datagrams in batches, and in
 * smaller ones while queries are forwarded, so that a busy sandbox does not delay others. On the
 * event loop only.
 */
final class UdpListener implements EpollIoHandle {
    private static final System.Logger log = System.getLogger(UdpListener.class.getName());

    /** The batch size for a sandbox whose queries are answered from memory. */
    private static final int BATCH = 32;

    /** The batch size while queries are forwarded, each of which takes a socket. */
    private static final int FORWARDING_BATCH = 2;

    private final Fd socket;
    private final FileDescriptor descriptor;
    private final DatagramBatch batch;
    private final byte[] message;
    private final byte[] reply;
    private final Responder responder;
    private final Forwarder forwarder;
    private final Statistics statistics;
    private final ReplyCache memo;
    private final PlainQuery query = new PlainQuery();
    private int most = FORWARDING_BATCH;
    private int known;
    private int forwarded;
    private boolean reading;
    private @Nullable IoRegistration registration;

    /**
     * Answers queries on {@code socket}, which it closes at the end.
     *
     * @param runtime shared by all listeners of the event loop
     */
    UdpListener(Fd socket, DnsRuntime runtime, Responder responder) {
        this.socket = socket;
        this.descriptor = new FileDescriptor(socket.number());
        this.batch = runtime.batch();
        this.forwarder = runtime.forwarder();
        this.statistics = runtime.statistics();
        this.message = new byte[batch.size()];
        this.reply = new byte[batch.size()];
        this.responder = responder;
        this.memo = runtime.newMemo();
    }

    /** Starts reading. For any thread. */
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
            log.log(System.Logger.Level.DEBUG, "datagrams were not answered", e);
        }
    }

    private void readAll() {
        int count = batch.receive(socket, most);
        forwarded = 0;
        long started = System.nanoTime();
        known = 0;
        reading = true;
        memo.look(responder.resolverContext());
        for (int i = 0; i < count; i++) {
            batch.copy(i, message);
            answer(batch.sender(i), batch.length(i));
        }
        reading = false;
        batch.send();
        most = forwarded == 0 ? Math.min(2 * most, BATCH) : FORWARDING_BATCH;
        statistics.count(Counter.UDP, count);
        statistics.count(Counter.KNOWN, known);
        statistics.atOnce().add(System.nanoTime() - started, count);
    }

    private void answer(long sender, int length) {
        boolean plain = query.read(message, length);
        int ready = plain ? memo.reply(query, reply) : 0;
        if (ready == ReplyCache.FORWARDED) {
            ready =
                    forwarder.fromCache(
                            query, responder.resolverContext().upstreams().get(), reply);
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

    /** The length of the reply in {@link #reply}, or 0 if it cannot be sent. */
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

    /** The sender of a query. */
    private final class Asker implements ReplyHandler {
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

        /** Called synchronously, while {@link #asked} is still valid. */
        @Override
        public void known(ByteBuf answer, boolean inAnyOrder) {
            int length = send(answer);
            known++;
            if (asked != null && length > 0) {
                memo.keep(asked, reply, length, inAnyOrder);
            }
        }

        @Override
        public void forwarded() {
            forwarded++;
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

    /** Stops reading; pending queries are answered. On the event loop. */
    void pause() {
        if (registration != null) {
            registration.cancel();
        }
    }

    /** Whether it is still reading. On the event loop. */
    boolean isOpen() {
        return socket.isOpen();
    }

    /** Another descriptor of the socket. On the event loop. */
    Fd duplicate() {
        return socket.duplicate();
    }

    /** Stops. On the event loop, which also calls it on shutdown. */
    @Override
    public void close() {
        pause();
        socket.close();
    }
}
