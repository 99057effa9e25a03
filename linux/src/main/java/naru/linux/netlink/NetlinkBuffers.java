package naru.linux.netlink;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Native memory for one exchange. Buffers are pooled, because a socket is often opened for a single
 * exchange, and allocating memory would cost more than the exchange.
 */
final class NetlinkBuffers {
    private static final int SEND = 8 * 1024;
    private static final int RECEIVE = 64 * 1024; // dumps fill up to 32 KiB at a time
    private static final ArrayBlockingQueue<NetlinkBuffers> IDLE = new ArrayBlockingQueue<>(8);

    final ByteBuffer send = ByteBuffer.allocateDirect(SEND);
    final ByteBuffer receive = ByteBuffer.allocateDirect(RECEIVE);

    private NetlinkBuffers() {}

    static NetlinkBuffers borrow() {
        NetlinkBuffers idle = IDLE.poll();
        return idle == null ? new NetlinkBuffers() : idle;
    }

    void giveBack() {
        IDLE.offer(this);
    }
}
