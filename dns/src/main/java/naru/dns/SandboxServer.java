package naru.dns;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;

import naru.linux.Fd;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.nft.socket.NftSocket;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The sockets of one sandbox's name server, on free ports, and the redirect to them; or the host's
 * own.
 */
final class SandboxServer implements AutoCloseable {
    private final Responder responder;
    private final EventLoop loop;
    private final UdpListener udp;
    private final EpollServerSocketChannel tcp;
    private final ChannelGroup channels;
    private final ListenSockets.Ports ports;

    private SandboxServer(
            ListenSockets listening,
            DnsRuntime runtime,
            Responder responder,
            ChannelGroup channels) {
        this.responder = responder;
        this.loop = runtime.loop();
        this.channels = channels;
        ports = listening.ports();
        udp = new UdpListener(listening.udp(), runtime, responder);
        udp.register(runtime.loop());
        tcp = new EpollServerSocketChannel(listening.tcp().detach());
        tcp.pipeline().addLast(new TcpListener(responder, channels, runtime.statistics()));
        loop.register(tcp);
        channels.add(tcp);
    }

    /**
     * Listens in the namespace of {@code netns}, or leaves it as it was. Queries are answered from
     * the moment this returns.
     *
     * @param runtime has the event loop of all sockets
     * @param channels gets every TCP socket; closing the server closes all of them
     */
    static SandboxServer open(
            Kernel kernel,
            Path netns,
            DnsRuntime runtime,
            Responder responder,
            ChannelGroup channels) {
        ListenSockets listening;
        try (var sandbox = Netns.open(netns)) {
            listening = sandbox.call(() -> listen(kernel));
        }
        return new SandboxServer(listening, runtime, responder, channels);
    }

    /**
     * Continues with the sockets of an earlier daemon, and answers pending queries at once. The
     * redirect to them is restored separately: {@link #redirect}.
     */
    static SandboxServer resume(
            ListenSockets kept, DnsRuntime runtime, Responder responder, ChannelGroup channels) {
        return new SandboxServer(kept, runtime, responder, channels);
    }

    /**
     * Listens on port 53 of an address of the current namespace.
     *
     * @throws naru.linux.error.LinuxException if it is in use
     */
    static SandboxServer here(
            InetAddress address, DnsRuntime runtime, Responder responder, ChannelGroup channels) {
        return new SandboxServer(ListenSockets.at(address, 53), runtime, responder, channels);
    }

    private static ListenSockets listen(Kernel kernel) {
        var listening = ListenSockets.at(Redirect.ADDRESS, 0);
        try {
            redirect(kernel, listening.ports());
            return listening;
        } catch (Throwable failure) {
            listening.close();
            throw failure;
        }
    }

    /** Redirects 127.0.0.11:53 to these sockets, in their namespace {@code netns}. */
    void redirect(Kernel kernel, Path netns) {
        try (var sandbox = Netns.open(netns)) {
            sandbox.call(() -> {
                redirect(kernel, ports);
                return true;
            });
        }
    }

    private static void redirect(Kernel kernel, ListenSockets.Ports ports) {
        try (var nft = NftSocket.open(kernel)) {
            nft.commit(Redirect.to(ports.udp(), ports.tcp()));
        }
    }

    /**
     * Copies of the sockets for queries, UDP and TCP: a process that holds them keeps queries that
     * arrive after this process has exited. Empty once the server is closed.
     */
    List<Fd> sockets() {
        return loop.submit(this::copies).syncUninterruptibly().getNow();
    }

    /** Runs on the event loop, where they are closed as well. */
    private List<Fd> copies() {
        if (!udp.isOpen() || !tcp.isOpen()) {
            return List.of();
        }
        var listener = new Fd(tcp.fd().intValue());
        var copies = List.of(udp.duplicate(), listener.duplicate());
        listener.detach(); // owned by Netty
        return copies;
    }

    /** Accepts no more queries, but still answers pending ones. */
    void pause() {
        loop.execute(udp::pause);
        tcp.config().setAutoRead(false);
    }

    /** Replaces the context of later answers. */
    void moveTo(ResolverContext resolverContext) {
        responder.moveTo(resolverContext);
    }

    Responder responder() {
        return responder;
    }

    ChannelGroup channels() {
        return channels;
    }

    /**
     * Closes all sockets, so that they do not keep the namespace alive. The redirect is removed
     * with the namespace.
     */
    @Override
    public void close() {
        channels.close();
        loop.execute(udp::close);
    }
}
