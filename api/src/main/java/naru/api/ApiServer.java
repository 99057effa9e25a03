package naru.api;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

import naru.api.http.HttpServer;
import naru.api.http.Tls;
import naru.api.resource.ResourceGroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Serves resources over HTTP on Unix sockets and TCP ports: those of the Docker Engine API, which
 * {@link DockerResources} lists, and those that modules above add.
 */
public final class ApiServer implements AutoCloseable {
    private final EventLoopGroup loop;
    private final List<HttpServer> servers = new ArrayList<>();

    private ApiServer(EventLoopGroup loop) {
        this.loop = loop;
    }

    /** Starts serving on a Unix socket. */
    public static ApiServer open(Path socket, List<ResourceGroup> resources) throws IOException {
        return open(List.of(new Listener.Unix(socket)), resources);
    }

    /**
     * Starts serving on all addresses or none.
     *
     * @param resources no two of them may have a first segment in common
     * @throws IOException if an address is in use or cannot be used
     */
    public static ApiServer open(List<Listener> listeners, List<ResourceGroup> resources)
            throws IOException {
        var server = new ApiServer(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()));
        try {
            var router = new Router(resources);
            for (var listener : listeners) {
                server.servers.add(server.listen(listener, router));
            }
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private HttpServer listen(Listener listener, Router router) throws IOException {
        return switch (listener) {
            case Listener.Unix(var path, var group) -> HttpServer.open(path, group, loop, router);
            case Listener.Tcp(var address, var files) -> {
                var tls =
                        files == null
                                ? null
                                : Tls.load(files.authority(), files.certificate(), files.key());
                yield HttpServer.open(address, tls, loop, router);
            }
        };
    }

    /** Removes the sockets and closes all connections. */
    @Override
    public void close() {
        servers.forEach(HttpServer::close);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
