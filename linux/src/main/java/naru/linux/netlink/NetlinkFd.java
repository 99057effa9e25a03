package naru.linux.netlink;

import naru.linux.Fd;
import naru.linux.error.Errno;
import naru.linux.syscall.Linux;
import naru.linux.syscall.SocketAddresses;

import java.nio.ByteBuffer;

/** The descriptor of a netlink socket, with its send and receive calls. */
final class NetlinkFd implements AutoCloseable {
    private static final int AF_NETLINK = 16; // linux/socket.h
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1; // linux/netlink.h
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int SOL_SOCKET = 1; // asm-generic/socket.h
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int DEFAULT_SNDBUF = 200 * 1024; // net.core.wmem_default is 208 KiB

    private final Fd fd;
    private int sendBuffer = DEFAULT_SNDBUF;

    private NetlinkFd(Fd fd) {
        this.fd = fd;
    }

    static NetlinkFd open(NetlinkProtocol protocol) {
        int number =
                Linux.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol.number(), "netlink");
        var fd = new NetlinkFd(new Fd(number));
        try {
            fd.option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
            fd.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            return fd;
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /**
     * Subscribes to these multicast groups. The kernel sends no notifications to a socket without a
     * port.
     */
    void join(int[] groups) {
        SocketAddresses.bindNetlink(fd.number());
        for (int group : groups) {
            option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
        }
    }

    void receiveBuffer(int bytes) {
        option(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
    }

    /** Sends the bytes before {@code out}'s position as one datagram. */
    void send(ByteBuffer out) {
        if (out.position() > sendBuffer) {
            sendBuffer = 2 * out.position();
            option(SOL_SOCKET, SO_SNDBUFFORCE, sendBuffer);
        }
        Linux.send(fd.number(), out, "netlink");
    }

    /**
     * Receives pending messages without blocking: the kernel queues its reply before send(2)
     * returns, and each receive continues a dump.
     *
     * @return whether a message was received; {@code in} is then ready to be read
     * @throws naru.linux.error.LinuxException ENOBUFS if messages were dropped
     */
    boolean receive(ByteBuffer in) {
        while (true) {
            int length = Linux.receiveFromKernel(fd.number(), in);
            if (length == -Errno.EAGAIN.number()) {
                return false;
            }
            if (length > 0) {
                in.position(0).limit(length);
                return true;
            }
        }
    }

    /** Bound by the first send, or here if nothing was sent yet. */
    int port() {
        int port = SocketAddresses.netlinkPort(fd.number());
        if (port == 0) {
            SocketAddresses.bindNetlink(fd.number());
            port = SocketAddresses.netlinkPort(fd.number());
        }
        return port;
    }

    int number() {
        return fd.number();
    }

    private void option(int level, int name, int value) {
        Linux.setsockopt(fd.number(), level, name, value);
    }

    @Override
    public void close() {
        fd.close();
    }
}
