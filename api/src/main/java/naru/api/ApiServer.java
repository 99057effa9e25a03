package naru.api;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

import naru.api.http.HttpServer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The Docker Engine API on a Unix socket. What is answered, and by which class, is in the tables of
 * routes: start at {@code Router}.
 */
public final class ApiServer implements AutoCloseable {
    private final EventLoopGroup loop;
    private final HttpServer http;

    private ApiServer(EventLoopGroup loop, HttpServer http) {
        this.loop = loop;
        this.http = http;
    }

    /**
     * Answers from now on.
     *
     * @throws IOException when another daemon has the socket, or its path cannot be used
     */
    public static ApiServer open(Path socket, Engine engine) throws IOException {
        var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            return new ApiServer(loop, HttpServer.open(socket, loop, new Router(engine)));
        } catch (IOException | RuntimeException e) {
            stop(loop);
            throw e;
        }
    }

    /** Removes the socket and cuts off who is still connected. */
    @Override
    public void close() {
        http.close();
        stop(loop);
    }

    private static void stop(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
