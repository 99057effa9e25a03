package naru.linux.conntrack;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A conntrack entry of a protocol with ports.
 *
 * @param protocol its number in IP
 * @param original as the first packet came in
 * @param reply as replies arrive, before they are translated back
 * @param key the bytes that identify it for the kernel: its original tuple, id and zone
 */
public record Connection(int protocol, Tuple original, Tuple reply, Key key) {
    /** Source and destination of packets in one direction. */
    public record Tuple(InetAddress source, int sourcePort, InetAddress target, int targetPort) {}

    /** CTA_TUPLE_ORIG, CTA_ID and CTA_ZONE; the latter two are empty if absent. */
    public record Key(byte[] tuple, byte[] id, byte[] zone) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && Arrays.equals(tuple, that.tuple)
                    && Arrays.equals(id, that.id)
                    && Arrays.equals(zone, that.zone);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(tuple) ^ Arrays.hashCode(id);
        }

        @Override
        public String toString() {
            return "";
        }
    }
}
