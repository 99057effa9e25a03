package naru.linux;

import static naru.linux.syscall.Syscall.call;
import static naru.linux.syscall.Syscall.check;

import naru.linux.syscall.Flags;
import naru.linux.syscall.Linux;
import naru.linux.syscall.SystemCall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/**
 * Captures the frames that pass one link in both directions, as tcpdump does. See packet(7). It
 * stays in the namespace in which it was opened; one thread at a time reads.
 */
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17; // linux/socket.h
    private static final int SOCK_RAW = 3; // linux/net.h
    private static final short ETH_P_ALL = 3; // linux/if_ether.h
    private static final int SOL_PACKET = 263; // linux/socket.h
    private static final int PACKET_ADD_MEMBERSHIP = 1; // linux/if_packet.h
    private static final short PACKET_MR_PROMISC = 1; // linux/if_packet.h
    private static final int MAX_FRAME = 1 << 16;
    private static final ValueLayout.OfShort BIG_ENDIAN_SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private final Fd fd;
    private final String name;

    private PacketSocket(Fd fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /** Captures from the link with this index in the calling thread's namespace. */
    public static PacketSocket open(int link) {
        String name = "link " + link;
        // Protocol 0 receives nothing, so that no frame of another link is queued before bind.
        var fd = new Fd(Linux.socket(AF_PACKET, SOCK_RAW | Flags.SOCK_CLOEXEC, 0, name));
        try {
            bind(fd, link, name);
            becomePromiscuous(fd, link, name);
            return new PacketSocket(fd, name);
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /** The next frame from its Ethernet header on, or empty if none arrived within the limit. */
    public Optional<byte[]> next(Duration limit) {
        if (Linux.poll(limit.toMillis(), fd.number()) < 0) {
            return Optional.empty();
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MAX_FRAME);
            long length = call(SystemCall.READ, fd.number(), buffer.address(), MAX_FRAME);
            check(length, "read", name);
            return Optional.of(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** Sends a frame, beginning with its Ethernet header. */
    public void send(byte[] frame) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            long sent = call(SystemCall.WRITE, fd.number(), bytes.address(), frame.length);
            check(sent, "write", name);
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    /**
     * struct sockaddr_ll: u16 family, be16 protocol, s32 link, then fields of received frames only.
     */
    private static void bind(Fd fd, int link, String name) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(20, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(BIG_ENDIAN_SHORT, 2, ETH_P_ALL);
            address.set(ValueLayout.JAVA_INT, 4, link);
            long result = call(SystemCall.BIND, fd.number(), address.address(), address.byteSize());
            check(result, "bind", name);
        }
    }

    /**
     * Enables promiscuous mode; on a bridge this captures forwarded frames, too. struct
     * packet_mreq: s32 link, u16 type, u16 length and 8 bytes of address.
     */
    private static void becomePromiscuous(Fd fd, int link, String name) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment membership = arena.allocate(16, 4);
            membership.set(ValueLayout.JAVA_INT, 0, link);
            membership.set(ValueLayout.JAVA_SHORT, 4, PACKET_MR_PROMISC);
            long at = membership.address();
            long bytes = membership.byteSize();
            int what = PACKET_ADD_MEMBERSHIP;
            long result = call(SystemCall.SETSOCKOPT, fd.number(), SOL_PACKET, what, at, bytes, 0);
            check(result, "setsockopt PACKET_ADD_MEMBERSHIP", name);
        }
    }
}
