package naru.dns;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;

import naru.linux.Fd;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.nft.NftSocket;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The sockets of one sandbox's name server, on ports that were free, and the redirect that leads to
 * them. Or those of the host's own.
 */
final class SandboxServer implements AutoCloseable {
    private final Responder responder;
    private final EventLoop loop;
    private final UdpSide udp;
    private final EpollServerSocketChannel tcp;
    private final ChannelGroup channels;
    private final Listening.Ports ports;

    private SandboxServer(
            Listening listening, Machinery machinery, Responder responder, ChannelGroup channels) {
        this.responder = responder;
        this.loop = machinery.loop();
        this.channels = channels;
        ports = listening.ports();
        udp = new UdpSide(listening.udp(), machinery, responder);
        udp.register(machinery.loop());
        tcp = new EpollServerSocketChannel(listening.tcp().detach());
        tcp.pipeline().addLast(new TcpSide(responder, channels, machinery.statistics()));
        loop.register(tcp);
        channels.add(tcp);
    }

    /**
     * Listens in the namespace of {@code netns}, or leaves it as it was. A question that is asked
     * right after this has returned is answered.
     *
     * @param machinery has the event loop that everything here is on
     * @param channels gets every TCP socket; closing the server closes all that are in it
     */
    static SandboxServer open(
            Kernel kernel,
            Path netns,
            Machinery machinery,
            Responder responder,
            ChannelGroup channels) {
        Listening listening;
        try (var sandbox = Netns.open(netns)) {
            listening = sandbox.call(() -> listen(kernel));
        }
        return new SandboxServer(listening, machinery, responder, channels);
    }

    /**
     * Goes on with the sockets of an earlier daemon, and answers at once what has come to them
     * since. Whether the redirect still leads to them is another matter: {@link #redirect}.
     */
    static SandboxServer resume(
            Listening kept, Machinery machinery, Responder responder, ChannelGroup channels) {
        return new SandboxServer(kept, machinery, responder, channels);
    }

    /**
     * Listens at port 53 of an address of the namespace that we are in.
     *
     * @throws naru.linux.LinuxException when somebody else does
     */
    static SandboxServer here(
            InetAddress address, Machinery machinery, Responder responder, ChannelGroup channels) {
        return new SandboxServer(Listening.at(address, 53), machinery, responder, channels);
    }

    private static Listening listen(Kernel kernel) {
        var listening = Listening.at(Redirect.ADDRESS, 0);
        try {
            redirect(kernel, listening.ports());
            return listening;
        } catch (Throwable failure) {
            listening.close();
            throw failure;
        }
    }

    /** Leads 127.0.0.11:53 to these sockets, in the namespace of {@code netns}, where they are. */
    void redirect(Kernel kernel, Path netns) {
        try (var sandbox = Netns.open(netns)) {
            sandbox.call(() -> {
                redirect(kernel, ports);
                return true;
            });
        }
    }

    private static void redirect(Kernel kernel, Listening.Ports ports) {
        try (var nft = NftSocket.open(kernel)) {
            nft.commit(Redirect.to(ports.udp(), ports.tcp()));
        }
    }

    /**
     * Copies of the sockets where questions arrive, UDP and TCP: whoever holds them keeps what
     * arrives after we have ended. None once the server is closed.
     */
    List<Fd> sockets() {
        return loop.submit(this::copies).syncUninterruptibly().getNow();
    }

    /** On the event loop, where they are closed as well. */
    private List<Fd> copies() {
        if (!udp.isOpen() || !tcp.isOpen()) {
            return List.of();
        }
        var listener = new Fd(tcp.fd().intValue());
        var copies = List.of(udp.duplicate(), listener.duplicate());
        listener.detach(); // it is Netty's
        return copies;
    }

    /** Takes no more questions, and goes on answering those that it has. */
    void pause() {
        loop.execute(udp::pause);
        tcp.config().setAutoRead(false);
    }

    /** From now on answers from {@code standpoint}. */
    void moveTo(Standpoint standpoint) {
        responder.moveTo(standpoint);
    }

    Responder responder() {
        return responder;
    }

    ChannelGroup channels() {
        return channels;
    }

    /**
     * Closes all sockets, so that they do not keep the namespace alive. The redirect goes with the
     * namespace.
     */
    @Override
    public void close() {
        channels.close();
        loop.execute(udp::close);
    }
}
