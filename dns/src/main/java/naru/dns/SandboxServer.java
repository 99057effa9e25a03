package naru.dns;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;

import naru.linux.Fd;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.Sockets;
import naru.linux.nft.NftSocket;

import java.net.InetAddress;
import java.nio.file.Path;

/**
 * The sockets of one sandbox's name server, on ports that were free, and the redirect that leads to
 * them. Or those of the host's own.
 */
final class SandboxServer implements AutoCloseable {
    private final Responder responder;
    private final EventLoop loop;
    private final UdpSide udp;
    private final ChannelGroup channels;

    private SandboxServer(Responder responder, EventLoop loop, UdpSide udp, ChannelGroup channels) {
        this.responder = responder;
        this.loop = loop;
        this.udp = udp;
        this.channels = channels;
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
        return of(listening, machinery, responder, channels);
    }

    /**
     * Listens at port 53 of an address of the namespace that we are in.
     *
     * @throws naru.linux.LinuxException when somebody else does
     */
    static SandboxServer here(
            InetAddress address, Machinery machinery, Responder responder, ChannelGroup channels) {
        var udp = Sockets.udp(address, 53);
        try {
            var tcp = Sockets.tcpListen(address, 53);
            return of(new Listening(udp, tcp), machinery, responder, channels);
        } catch (Throwable failure) {
            udp.close();
            throw failure;
        }
    }

    private static SandboxServer of(
            Listening listening, Machinery machinery, Responder responder, ChannelGroup channels) {
        var udp = new UdpSide(listening.udp(), machinery, responder);
        EventLoop loop = machinery.loop();
        udp.register(machinery.loop());
        var tcp = new EpollServerSocketChannel(listening.tcp().detach());
        tcp.pipeline().addLast(new TcpSide(responder, channels, machinery.statistics()));
        loop.register(tcp);
        channels.add(tcp);
        return new SandboxServer(responder, loop, udp, channels);
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

    private record Listening(Fd udp, Fd tcp) {}

    /** Inside the namespace: all in one trip. */
    private static Listening listen(Kernel kernel) {
        var udp = Sockets.udp(Redirect.ADDRESS, 0);
        try {
            var tcp = Sockets.tcpListen(Redirect.ADDRESS, 0);
            try (var nft = NftSocket.open(kernel)) {
                nft.commit(Redirect.to(Sockets.localPort(udp), Sockets.localPort(tcp)));
                return new Listening(udp, tcp);
            } catch (Throwable failure) {
                tcp.close();
                throw failure;
            }
        } catch (Throwable failure) {
            udp.close();
            throw failure;
        }
    }
}
