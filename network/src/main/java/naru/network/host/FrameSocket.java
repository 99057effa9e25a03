package naru.network.host;

import java.time.Duration;
import java.util.Optional;

/** Sends and receives Ethernet frames on one link. For one thread. */
public interface FrameSocket extends AutoCloseable {
    void send(byte[] frame);

    /** The next frame of another host, or empty when {@code limit} has passed. */
    Optional<byte[]> next(Duration limit);

    @Override
    void close();
}
