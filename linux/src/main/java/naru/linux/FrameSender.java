package naru.linux;

import static naru.linux.syscall.Syscall.call;
import static naru.linux.syscall.Syscall.check;

import naru.linux.syscall.Flags;
import naru.linux.syscall.Linux;
import naru.linux.syscall.SystemCall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sends Ethernet frames on any link of the namespace in which it was opened, and receives none. See
 * packet(7). Any thread.
 */
public final class FrameSender implements AutoCloseable {
    private static final int AF_PACKET = 17; // linux/socket.h
    private static final int SOCK_RAW = 3; // linux/net.h

    private final Fd fd;

    private FrameSender(Fd fd) {
        this.fd = fd;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static FrameSender open() {
        int nothing = 0; // a protocol of 0 receives no frame
        return new FrameSender(
                new Fd(Linux.socket(AF_PACKET, SOCK_RAW | Flags.SOCK_CLOEXEC, nothing, "frames")));
    }

    /**
     * Sends a frame, beginning with its Ethernet header.
     *
     * @param link the index of the output link
     */
    public void send(int link, byte[] frame) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            // struct sockaddr_ll: u16 family, be16 protocol, s32 link, then fields of received
            // frames only
            MemorySegment to = arena.allocate(20, 4);
            to.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            to.set(ValueLayout.JAVA_INT, 4, link);
            long sent =
                    call(
                            SystemCall.SENDTO,
                            fd.number(),
                            bytes.address(),
                            frame.length,
                            0,
                            to.address(),
                            to.byteSize());
            check(sent, "sendto", "link " + link);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
