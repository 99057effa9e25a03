package naru.api.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpResponseEncoder;

import java.io.IOException;
import java.nio.file.Path;

/** Listens on a Unix socket and gives each request to a {@link Handler}. */
public final class HttpServer implements AutoCloseable {
    private final SocketFile file;
    private final Channel listener;

    private HttpServer(SocketFile file, Channel listener) {
        this.file = file;
        this.listener = listener;
    }

    /**
     * Opens the socket at {@code path}, mode 0660. {@code group} needs one thread and stays the
     * caller's.
     *
     * @throws IOException when another server answers there already, or the path cannot be used
     */
    public static HttpServer open(Path path, EventLoopGroup group, Handler handler)
            throws IOException {
        var file = SocketFile.claim(path);
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(EpollServerDomainSocketChannel::new)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(new Pipeline(handler))
                        .bind(new DomainSocketAddress(file.temporary().toString()))
                        .awaitUninterruptibly();
        if (bound.cause() != null) {
            throw new IOException(
                    "cannot listen on " + path + ": " + bound.cause().getMessage(), bound.cause());
        }
        file.publish();
        return new HttpServer(file, bound.channel());
    }

    /** Takes no more connections and removes the socket's file. Requests under way go on. */
    @Override
    public void close() {
        file.remove();
        listener.close().awaitUninterruptibly();
    }

    /** A decoder that can pause, Netty's encoder, and our end of the connection. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final Handler handler;

        Pipeline(Handler handler) {
            this.handler = handler;
        }

        @Override
        protected void initChannel(Channel channel) {
            var decoder = new RequestDecoder();
            var pipeline = channel.pipeline().addLast(decoder, new HttpResponseEncoder());
            pipeline.addLast(new Connection(handler, decoder, pipeline.context(decoder)));
        }
    }
}
