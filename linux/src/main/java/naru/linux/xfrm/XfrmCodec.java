package naru.linux.xfrm;

import naru.linux.address.Family;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.xfrm.EspPolicy.Direction;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** XFRM messages: structs and XFRMA_*, linux/xfrm.h. */
final class XfrmCodec {
    static final int XFRM_MSG_NEWSA = 0x10;
    static final int XFRM_MSG_DELSA = 0x11;
    static final int XFRM_MSG_GETSA = 0x12;
    static final int XFRM_MSG_NEWPOLICY = 0x13;
    static final int XFRM_MSG_DELPOLICY = 0x14;
    static final int XFRM_MSG_GETPOLICY = 0x15;
    static final int XFRM_MSG_UPDPOLICY = 0x19;

    private static final int AF_INET = 2; // linux/socket.h
    private static final int AF_INET6 = 10;
    private static final int ESP = 50; // IANA protocol numbers
    private static final int UDP = 17;
    private static final int XFRM_MODE_TRANSPORT = 0;
    private static final int XFRMA_TMPL = 5;
    private static final int XFRMA_ALG_AEAD = 18;
    private static final int ADDRESS = 16; // xfrm_address_t
    private static final int SELECTOR = 56; // struct xfrm_selector
    private static final int POLICY = 168; // struct xfrm_userpolicy_info
    private static final int TEMPLATE = 64; // struct xfrm_user_tmpl
    private static final int NAME = 64; // of an algorithm
    private static final String ALGORITHM = "rfc4106(gcm(aes))";
    private static final int CHECK_BITS = 128;
    private static final int FIRST_SPI = 256; // RFC 4303 section 2.1

    private XfrmCodec() {}

    static void add(EspState state, EspKey key, MessageWriter out) {
        emptySelector(family(state.destination()), out);
        address(state.destination(), out);
        out.put32be(state.spi());
        protocol(ESP, out);
        address(state.source(), out);
        lifetime(out);
        zero(32 + 12 + 4, out); // xfrm_lifetime_cur, xfrm_stats, seq
        out.put32(state.reqid()).put16(family(state.destination()));
        out.put8(XFRM_MODE_TRANSPORT).put8(0).put8(0); // replay_window, flags
        zero(7, out);
        out.bytes(XFRMA_ALG_AEAD, algorithm(key));
    }

    /** struct xfrm_algo_aead: name, key and check value lengths in bits, key. */
    private static byte[] algorithm(EspKey key) {
        byte[] material = key.material();
        return ByteBuffer.allocate(NAME + 8 + material.length)
                .order(ByteOrder.nativeOrder())
                .put(0, ALGORITHM.getBytes(StandardCharsets.US_ASCII))
                .putInt(NAME, 8 * material.length)
                .putInt(NAME + 4, CHECK_BITS)
                .put(NAME + 8, material)
                .array();
    }

    /** struct xfrm_usersa_id. */
    static void delete(EspState state, MessageWriter out) {
        address(state.destination(), out);
        out.put32be(state.spi()).put16(family(state.destination())).put8(ESP).put8(0);
    }

    /** Null for a state of another protocol or mode, and for one that the kernel awaits. */
    static @Nullable EspState decodeState(MessageReader message) {
        int id = SELECTOR;
        int family = message.get16(212);
        boolean other = message.get8(id + 20) != ESP || message.get8(214) != XFRM_MODE_TRANSPORT;
        int spi = message.get16be(id + ADDRESS) << 16 | message.get16be(id + ADDRESS + 2);
        if (other || Integer.compareUnsigned(spi, FIRST_SPI) < 0 || !isIp(family)) {
            return null;
        }
        return new EspState(
                address(message, id + 24, family),
                address(message, id, family),
                spi,
                message.get32(208));
    }

    static void put(EspPolicy policy, MessageWriter out) {
        selector(policy, out);
        lifetime(out);
        zero(32 + 8, out); // xfrm_lifetime_cur, priority, index
        out.put8(policy.direction().ordinal());
        zero(7, out); // action "allow", flags, share, padding
        out.bytes(XFRMA_TMPL, template(policy));
    }

    /** struct xfrm_user_tmpl: any addresses and SPI, all algorithms. */
    private static byte[] template(EspPolicy policy) {
        return ByteBuffer.allocate(TEMPLATE)
                .order(ByteOrder.nativeOrder())
                .put(20, (byte) ESP)
                .putShort(24, (short) family(policy.local()))
                .putInt(44, policy.reqid())
                .put(48, (byte) XFRM_MODE_TRANSPORT)
                .putInt(52, -1)
                .putInt(56, -1)
                .putInt(60, -1)
                .array();
    }

    /** struct xfrm_userpolicy_id. */
    static void delete(EspPolicy policy, MessageWriter out) {
        selector(policy, out);
        out.put32(0).put8(policy.direction().ordinal());
        zero(3, out);
    }

    /** Null for a policy of another form. */
    static @Nullable EspPolicy decodePolicy(MessageReader message) {
        int family = message.get16(40);
        int direction = message.get8(160);
        int reqid = 0;
        Attributes attributes = message.attributes(POLICY);
        while (attributes.next()) {
            if (attributes.type() == XFRMA_TMPL && attributes.length() >= TEMPLATE) {
                var template = ByteBuffer.wrap(attributes.bytes()).order(ByteOrder.nativeOrder());
                reqid = template.getInt(44);
            }
        }
        boolean known = direction < Direction.values().length && isIp(family);
        if (!known || message.get8(44) != UDP) {
            return null;
        }
        var side = Direction.values()[direction];
        int local = side == Direction.IN ? 0 : ADDRESS;
        return new EspPolicy(side, address(message, local, family), message.get16be(32), reqid);
    }

    /** The local address is the destination of what comes in, and the source of what goes out. */
    private static void selector(EspPolicy policy, MessageWriter out) {
        boolean in = policy.direction() == Direction.IN;
        int bits = policy.family().bits();
        var any = policy.family().any();
        address(in ? policy.local() : any, out);
        address(in ? any : policy.local(), out);
        out.put16be(policy.port()).put16be(0xffff).put16be(0).put16be(0);
        out.put16(family(policy.local())).put8(in ? bits : 0).put8(in ? 0 : bits);
        out.put8(UDP);
        zero(3 + 8, out); // padding, ifindex, user
    }

    private static void emptySelector(int family, MessageWriter out) {
        zero(40, out);
        out.put16(family);
        zero(14, out);
    }

    private static void protocol(int number, MessageWriter out) {
        out.put8(number);
        zero(3, out);
    }

    /** struct xfrm_lifetime_cfg: no limits of bytes and packets, and none of time. */
    private static void lifetime(MessageWriter out) {
        for (int i = 0; i < 8; i++) {
            out.put32(-1);
        }
        zero(32, out);
    }

    private static void zero(int bytes, MessageWriter out) {
        for (int i = 0; i < bytes; i++) {
            out.put8(0);
        }
    }

    private static void address(InetAddress address, MessageWriter out) {
        byte[] bytes = address.getAddress();
        for (byte b : bytes) {
            out.put8(b);
        }
        zero(ADDRESS - bytes.length, out);
    }

    private static InetAddress address(MessageReader message, int offset, int family) {
        byte[] bytes = new byte[family == AF_INET ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message.get8(offset + i);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // has 4 or 16 bytes
        }
    }

    private static boolean isIp(int family) {
        return family == AF_INET || family == AF_INET6;
    }

    private static int family(InetAddress address) {
        return Family.of(address).choose(AF_INET, AF_INET6);
    }
}
