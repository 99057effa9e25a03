package naru.network.dhcp;

import naru.network.address.MacAddress;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A DHCP message. Layout (RFC 2131 section 2): op, htype, hlen, hops, u32 xid, u16 secs, u16 flags,
 * four addresses, 16 bytes chaddr, 192 bytes sname and file, u32 cookie, options.
 *
 * @param type option 53
 * @param transaction the id that matches replies
 * @param client the client's current address
 * @param yours the address assigned by the server
 * @param mac of the client
 * @param options by their numbers, without 53
 */
record DhcpMessage(
        Type type,
        int transaction,
        InetAddress client,
        InetAddress yours,
        MacAddress mac,
        Map<Integer, byte[]> options) {
    static final int MASK = 1; // RFC 2132
    static final int ROUTER = 3;
    static final int HOST_NAME = 12;
    static final int REQUESTED = 50;
    static final int LEASE_SECONDS = 51;
    static final int SERVER = 54;
    static final int WANTED = 55;
    static final int TEXT = 56;
    static final int RENEW_SECONDS = 58;
    static final int REBIND_SECONDS = 59;

    static final Inet4Address NONE = (Inet4Address) InetAddress.ofLiteral("0.0.0.0");

    private static final int TYPE = 53;
    private static final int END = 255;
    private static final int COOKIE = 0x63825363;
    private static final int FIXED = 236;
    private static final int MIN_LENGTH = 300; // BOOTP relays may drop shorter messages
    private static final short BROADCAST = (short) 0x8000; // replies are broadcast

    /** Option 53, by its numbers from 1. */
    enum Type {
        DISCOVER,
        OFFER,
        REQUEST,
        DECLINE,
        ACK,
        NAK,
        RELEASE,
        INFORM
    }

    DhcpMessage {
        options = Map.copyOf(options);
    }

    byte[] encode() {
        var out = ByteBuffer.allocate(1024);
        out.put((byte) 1).put((byte) 1).put((byte) 6).put((byte) 0); // request, Ethernet
        out.putInt(transaction).putShort((short) 0);
        out.putShort(client.equals(NONE) ? BROADCAST : 0);
        out.put(client.getAddress()).put(new byte[12]);
        out.put(mac.bytes()).position(FIXED);
        out.putInt(COOKIE);
        out.put((byte) TYPE).put((byte) 1).put((byte) (type.ordinal() + 1));
        new TreeMap<>(options)
                .forEach((number, value) ->
                        out.put(number.byteValue()).put((byte) value.length).put(value));
        out.put((byte) END);
        return Arrays.copyOf(out.array(), Math.max(out.position(), MIN_LENGTH));
    }

    /** Parses a server's message; empty if it is not a reply, or truncated. */
    static Optional<DhcpMessage> decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        boolean answer =
                bytes.length > FIXED + 4
                        && bytes[0] == 2
                        && bytes[1] == 1
                        && bytes[2] == 6
                        && in.getInt(FIXED) == COOKIE;
        if (!answer) {
            return Optional.empty();
        }
        var options = options(in.position(FIXED + 4));
        byte[] type = options.remove(TYPE);
        if (type == null || type.length != 1 || type[0] < 1 || type[0] > Type.values().length) {
            return Optional.empty();
        }
        return Optional.of(
                new DhcpMessage(
                        Type.values()[type[0] - 1],
                        in.getInt(4),
                        address(bytes, 12),
                        address(bytes, 16),
                        MacAddress.of(Arrays.copyOfRange(bytes, 28, 34)),
                        options));
    }

    /** Stops at the end of the options, or at an invalid length. */
    private static Map<Integer, byte[]> options(ByteBuffer in) {
        var options = new TreeMap<Integer, byte[]>();
        while (in.hasRemaining()) {
            int number = in.get() & 0xff;
            if (number == 0) {
                continue; // padding
            }
            if (number == END || !in.hasRemaining()) {
                break;
            }
            int length = in.get() & 0xff;
            if (length > in.remaining()) {
                break;
            }
            byte[] value = new byte[length];
            in.get(value);
            options.putIfAbsent(number, value);
        }
        return options;
    }

    /** The first address of an option, or null. */
    @Nullable InetAddress address(int option) {
        byte[] value = options.get(option);
        return value == null || value.length < 4 ? null : address(value, 0);
    }

    /** An option of seconds, or nothing. */
    Optional<Long> seconds(int option) {
        byte[] value = options.get(option);
        return value == null || value.length != 4
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(value).getInt() & 0xffff_ffffL);
    }

    /** The prefix length; 32 if the server sends none. */
    int prefixLength() {
        byte[] mask = options.get(MASK);
        return mask == null || mask.length != 4
                ? 32
                : Integer.bitCount(ByteBuffer.wrap(mask).getInt());
    }

    /** The server's message text. */
    String text() {
        byte[] text = options.get(TEXT);
        return text == null ? "" : new String(text, StandardCharsets.US_ASCII);
    }

    private static InetAddress address(byte[] bytes, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
