package naru.linux;

import java.nio.file.Path;

/** The client end of a SOCK_SEQPACKET unix socket: a stream of packets. See unix(7). */
public final class SeqPacketSocket implements AutoCloseable {
    private SeqPacketSocket() {}

    public static SeqPacketSocket connect(Path path) {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits for a packet and reads it. Blocks the carrier of a virtual thread: use a platform
     * thread.
     *
     * @return its length, or -1 when the other side has closed; what does not fit is lost
     */
    public int read(byte[] packet) {
        throw new UnsupportedOperationException();
    }

    /** Writes one packet. */
    public void write(byte[] packet, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /** Tells the other side that nothing more will be written. */
    public void shutdownOutput() {
        throw new UnsupportedOperationException();
    }

    /** Wakes a waiting {@link #read}, which then says that the stream has ended. */
    @Override
    public void close() {}
}
