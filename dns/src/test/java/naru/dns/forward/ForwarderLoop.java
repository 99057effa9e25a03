package naru.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

import naru.dns.cache.AnswerCache;
import naru.dns.metrics.Statistics;
import naru.dns.wire.QueryReader;
import naru.dns.wire.QueryReader.Message.Standard;

import org.xbill.DNS.Message;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A forwarder on its own event loop, with a clock for TTLs that a test controls. */
final class ForwarderLoop implements AutoCloseable {
    final Statistics statistics = new Statistics();
    volatile long seconds = 1000;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Forwarder forwarder;

    ForwarderLoop(Duration serveStale) {
        forwarder =
                new Forwarder(
                        group.next(),
                        Runnable::run,
                        new Random(),
                        new AnswerCache(1 << 20, serveStale),
                        statistics,
                        () -> seconds);
    }

    CompletableFuture<Outcome> begin(Message question, Transport transport, Upstreams upstreams) {
        var outcome = new CompletableFuture<Outcome>();
        group.next()
                .execute(() -> {
                    var message = Unpooled.wrappedBuffer(question.toWire());
                    var query = ((Standard) QueryReader.read(message)).query();
                    forwarder.forward(message, query, transport, upstreams, outcome::complete);
                });
        return outcome;
    }

    Outcome outcome(Message question, Transport transport, Upstreams upstreams) throws Exception {
        return begin(question, transport, upstreams).get(1, TimeUnit.MINUTES);
    }

    Message ask(Message question, Transport transport, Upstreams upstreams) throws Exception {
        var reply = message(outcome(question, transport, upstreams));
        assertThat(reply.getHeader().getID()).isEqualTo(question.getHeader().getID());
        assertThat(reply.getQuestion().getName())
                .hasToString(question.getQuestion().getName().toString());
        return reply;
    }

    static Message message(Outcome outcome) throws Exception {
        assertThat(outcome).isInstanceOf(Outcome.Reply.class);
        return new Message(ByteBufUtil.getBytes(((Outcome.Reply) outcome).message()));
    }

    static Upstreams upstreams(InetSocketAddress... addresses) {
        return new Upstreams(List.of(addresses), new LocalConnector(), InstantSource.system());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
