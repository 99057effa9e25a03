package naru.linux.nft.socket;

import naru.linux.netlink.MessageWriter;
import naru.linux.nft.Field;
import naru.linux.nft.NftSet;
import naru.linux.nft.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes the expressions of a rule under the kernel's names. Attributes: NFTA_PAYLOAD_* and so on,
 * linux/netfilter/nf_tables.h. Numbers are in network byte order.
 */
final class Expressions {
    static final int CMP_EQ = 0; // NFT_CMP_EQ
    static final int CMP_NEQ = 1;
    static final int VERDICT_REGISTER = 0; // NFT_REG_VERDICT

    /** NFT_REG32_08: after the registers of a selector with two addresses. */
    private static final int SCRATCH = 16;

    private static final int LIST_ELEMENT = 1; // NFTA_LIST_ELEM
    private static final int NAME = 1; // NFTA_EXPR_NAME
    private static final int DATA = 2;

    private final MessageWriter list;
    private final List<String> names = new ArrayList<>();

    /** Writes into NFTA_RULE_EXPRESSIONS. */
    Expressions(MessageWriter list) {
        this.list = list;
    }

    /** Loads a field into the registers that begin with {@code register}. */
    void load(Field field, int register) {
        switch (field) {
            case Field.Payload payload -> load(payload, payload.type().bytes(), register);
            case Field.Meta meta ->
                    add(
                            "meta",
                            out -> {
                                out.u32be(2, meta.key()); // NFTA_META_KEY
                                out.u32be(1, register);
                            });
            case Field.Ct ct ->
                    add(
                            "ct",
                            out -> {
                                out.u32be(2, ct.key()); // NFTA_CT_KEY
                                out.u32be(1, register);
                                if (ct.direction() >= 0) {
                                    out.u8(3, ct.direction());
                                }
                            });
            case Field.Fib fib ->
                    add(
                            "fib",
                            out -> {
                                out.u32be(3, fib.flags()); // NFTA_FIB_FLAGS
                                out.u32be(2, fib.result());
                                out.u32be(1, register);
                            });
            case Field.Count count ->
                    add(
                            "numgen",
                            out -> {
                                out.u32be(1, register); // NFTA_NG_DREG
                                out.u32be(2, count.modulus());
                                out.u32be(3, 0); // NFT_NG_INCREMENTAL
                                out.u32be(4, 0); // NFTA_NG_OFFSET
                            });
            case Field.Hash hash -> hash(hash, register);
        }
    }

    private void hash(Field.Hash hash, int register) {
        load(hash.of(), SCRATCH);
        add(
                "hash",
                out -> {
                    out.u32be(1, SCRATCH); // NFTA_HASH_SREG
                    out.u32be(2, register);
                    out.u32be(3, hash.of().type().bytes());
                    out.u32be(4, hash.modulus());
                    out.u32be(5, hash.seed());
                    out.u32be(6, 0); // NFTA_HASH_OFFSET
                    out.u32be(7, 0); // NFT_HASH_JENKINS
                });
    }

    /** Loads the first {@code bytes} of a header's field. */
    void load(Field.Payload payload, int bytes, int register) {
        add(
                "payload",
                out -> {
                    out.u32be(1, register); // NFTA_PAYLOAD_DREG
                    out.u32be(2, payload.base());
                    out.u32be(3, payload.offset());
                    out.u32be(4, bytes);
                });
    }

    void cmp(int register, int operator, byte[] value) {
        add(
                "cmp",
                out -> {
                    out.u32be(1, register); // NFTA_CMP_SREG
                    out.u32be(2, operator);
                    DataCodec.value(3, value, out);
                });
    }

    void range(int register, int operator, byte[] low, byte[] high) {
        add(
                "range",
                out -> {
                    out.u32be(1, register); // NFTA_RANGE_SREG
                    out.u32be(2, operator); // NFT_RANGE_EQ and NEQ are as NFT_CMP_EQ and NEQ
                    DataCodec.value(3, low, out);
                    DataCodec.value(4, high, out);
                });
    }

    /** Masks the register with {@code mask}. */
    void mask(int register, byte[] mask) {
        add(
                "bitwise",
                out -> {
                    out.u32be(1, register); // NFTA_BITWISE_SREG
                    out.u32be(2, register);
                    out.u32be(3, mask.length);
                    DataCodec.value(4, mask, out);
                    DataCodec.value(5, new byte[mask.length], out); // exclusive or with zero
                });
    }

    void lookup(NftSet set, int register, boolean inverted) {
        add(
                "lookup",
                out -> {
                    out.string(1, set.name()); // NFTA_LOOKUP_SET
                    out.u32be(2, register);
                    if (inverted) {
                        out.u32be(5, 1); // NFT_LOOKUP_F_INV
                    }
                });
    }

    /** Looks up in a map; the result is stored in the registers beginning with {@code result}. */
    void lookup(NftSet map, int register, int result) {
        add(
                "lookup",
                out -> {
                    out.string(1, map.name()); // NFTA_LOOKUP_SET
                    out.u32be(2, register);
                    out.u32be(3, result);
                });
    }

    void immediate(int register, byte[] value) {
        add(
                "immediate",
                out -> {
                    out.u32be(1, register); // NFTA_IMMEDIATE_DREG
                    DataCodec.value(2, value, out);
                });
    }

    void verdict(Verdict verdict) {
        add(
                "immediate",
                out -> {
                    out.u32be(1, VERDICT_REGISTER); // NFTA_IMMEDIATE_DREG
                    DataCodec.verdict(2, verdict, out);
                });
    }

    /** {@code port} 0 means none. */
    void nat(boolean destination, int family, int address, int port) {
        add(
                "nat",
                out -> {
                    out.u32be(1, destination ? 1 : 0); // NFTA_NAT_TYPE: NFT_NAT_DNAT, NFT_NAT_SNAT
                    out.u32be(2, family);
                    out.u32be(3, address);
                    if (port != 0) {
                        out.u32be(5, port);
                    }
                });
    }

    void redirect(int port) {
        add("redir", out -> out.u32be(1, port)); // NFTA_REDIR_REG_PROTO_MIN
    }

    void setMark(int register) {
        add(
                "meta",
                out -> {
                    out.u32be(2, 3); // NFTA_META_KEY: NFT_META_MARK
                    out.u32be(3, register);
                });
    }

    /** Rewrites a port in a UDP or TCP header and updates the checksum. */
    void setPort(int register, boolean destination, boolean udp) {
        add(
                "payload",
                out -> {
                    out.u32be(5, register); // NFTA_PAYLOAD_SREG
                    out.u32be(2, 2); // NFT_PAYLOAD_TRANSPORT_HEADER
                    out.u32be(3, destination ? 2 : 0);
                    out.u32be(4, 2);
                    out.u32be(6, 1); // NFT_PAYLOAD_CSUM_INET
                    out.u32be(7, udp ? 6 : 16);
                });
    }

    /** {@code tcp option maxseg size set rt mtu}, as encoded by nft. */
    void clampMss(int register) {
        add(
                "rt",
                out -> {
                    out.u32be(1, register); // NFTA_RT_DREG
                    out.u32be(2, 3); // NFT_RT_TCPMSS
                });
        add(
                "byteorder",
                out -> {
                    out.u32be(1, register); // NFTA_BYTEORDER_SREG
                    out.u32be(2, register);
                    out.u32be(3, 1); // NFT_BYTEORDER_HTON
                    out.u32be(4, 2);
                    out.u32be(5, 2);
                });
        add(
                "exthdr",
                out -> {
                    out.u32be(7, register); // NFTA_EXTHDR_SREG
                    out.u8(2, 2); // TCPOPT_MAXSEG
                    out.u32be(3, 2); // after kind and length
                    out.u32be(4, 2);
                    out.u32be(6, 1); // NFT_EXTHDR_OP_TCPOPT
                });
    }

    void counter() {
        add(
                "counter",
                out -> {
                    out.u64be(1, 0); // NFTA_COUNTER_BYTES
                    out.u64be(2, 0);
                });
    }

    void log(String prefix) {
        add("log", out -> out.string(2, prefix)); // NFTA_LOG_PREFIX
    }

    void reject(int type, int code) {
        add(
                "reject",
                out -> {
                    out.u32be(1, type); // NFTA_REJECT_TYPE
                    out.u8(2, code);
                });
    }

    /** An expression without attributes. */
    void plain(String name) {
        add(name, out -> {});
    }

    /** The names of the expressions written, in order. */
    List<String> names() {
        return List.copyOf(names);
    }

    private void add(String name, Consumer<MessageWriter> data) {
        names.add(name);
        list.nested(
                LIST_ELEMENT,
                out -> {
                    out.string(NAME, name);
                    out.nested(DATA, data);
                });
    }
}
