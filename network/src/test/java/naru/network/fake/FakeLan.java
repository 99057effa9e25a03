package naru.network.fake;

import java.util.List;

/** The other hosts on the LAN of a link. */
@FunctionalInterface
public interface FakeLan {
    /** The frames with which they answer a frame, at once. */
    List<byte[]> answers(byte[] frame);
}
