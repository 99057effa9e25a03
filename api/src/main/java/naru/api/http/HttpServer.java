package naru.api.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpResponseEncoder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/** Listens on a Unix socket or a TCP port, and passes each request to a {@link Handler}. */
public final class HttpServer implements AutoCloseable {
    private final Runnable atEnd;
    private final Channel listener;

    private HttpServer(Runnable atEnd, Channel listener) {
        this.atEnd = atEnd;
        this.listener = listener;
    }

    /**
     * Opens the socket at {@code path}, mode 0660, for root and a group of users. {@code group}
     * needs one thread and remains the caller's.
     *
     * @throws IOException if another server listens there, or the path cannot be used
     */
    public static HttpServer open(Path path, String users, EventLoopGroup group, Handler handler)
            throws IOException {
        var file = SocketFile.claim(path, users);
        var address = new DomainSocketAddress(file.temporary().toString());
        var pipeline = new Pipeline(handler, null);
        var listener = bind(path, EpollServerDomainSocketChannel::new, group, pipeline, address);
        file.publish();
        return new HttpServer(file::remove, listener);
    }

    /**
     * Opens a TCP port; unencrypted without {@code tls}.
     *
     * @throws IOException if the address cannot be bound
     */
    public static HttpServer open(
            InetSocketAddress address, @Nullable Tls tls, EventLoopGroup group, Handler handler)
            throws IOException {
        var pipeline = new Pipeline(handler, tls);
        var listener = bind(address, EpollServerSocketChannel::new, group, pipeline, address);
        return new HttpServer(() -> {}, listener);
    }

    private static Channel bind(
            Object name,
            ChannelFactory<? extends ServerChannel> factory,
            EventLoopGroup group,
            Pipeline pipeline,
            SocketAddress address)
            throws IOException {
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(factory)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(pipeline)
                        .bind(address)
                        .awaitUninterruptibly();
        if (bound.cause() != null) {
            throw new IOException(
                    "cannot listen on " + name + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    /** Accepts no more connections and removes the socket's file. Pending requests continue. */
    @Override
    public void close() {
        atEnd.run();
        listener.close().awaitUninterruptibly();
    }

    /** TLS if enabled, a decoder that can pause, Netty's encoder, and the connection. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final Handler handler;
        private final @Nullable Tls tls;

        Pipeline(Handler handler, @Nullable Tls tls) {
            this.handler = handler;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            var decoder = new RequestDecoder();
            var pipeline = channel.pipeline();
            if (tls != null) {
                pipeline.addLast(tls.handler());
            }
            pipeline.addLast(decoder, new HttpResponseEncoder());
            pipeline.addLast(new Connection(handler, decoder, pipeline.context(decoder)));
        }
    }
}
