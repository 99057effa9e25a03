package naru.linux.xfrm;

import java.net.InetAddress;

/**
 * A security association of ESP in transport mode: one direction between two hosts. RFC 4303.
 *
 * @param spi identifies it at the destination; at least 256
 * @param reqid by which policies refer to it
 */
public record EspState(InetAddress source, InetAddress destination, int spi, int reqid) {
    @Override
    public String toString() {
        return "ESP %s to %s spi 0x%08x"
                .formatted(source.getHostAddress(), destination.getHostAddress(), spi);
    }
}
