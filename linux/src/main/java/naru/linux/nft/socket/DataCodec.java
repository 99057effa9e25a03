package naru.linux.nft.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageWriter;
import naru.linux.nft.Verdict;

import org.jspecify.annotations.Nullable;

/** The content of a register: NFTA_DATA_VALUE or NFTA_DATA_VERDICT, linux/netfilter/nf_tables.h. */
final class DataCodec {
    private static final int VALUE = 1; // NFTA_DATA_VALUE
    private static final int VERDICT = 2;
    private static final int VERDICT_CODE = 1; // NFTA_VERDICT_CODE
    private static final int VERDICT_CHAIN = 2;

    private DataCodec() {}

    static void value(int type, byte[] bytes, MessageWriter out) {
        out.nested(type, data -> data.bytes(VALUE, bytes));
    }

    static void verdict(int type, Verdict verdict, MessageWriter out) {
        out.nested(
                type,
                data ->
                        data.nested(
                                VERDICT,
                                inner -> {
                                    inner.u32be(VERDICT_CODE, verdict.code().number());
                                    if (verdict.chain() != null) {
                                        inner.string(VERDICT_CHAIN, verdict.chain());
                                    }
                                }));
    }

    /** The bytes of a value; none for a verdict. */
    static byte[] decodeValue(Attributes data) {
        while (data.next()) {
            if (data.type() == VALUE) {
                return data.bytes();
            }
        }
        return new byte[0];
    }

    /** Null for a value and for an unknown verdict. */
    static @Nullable Verdict decodeVerdict(Attributes data) {
        while (data.next()) {
            if (data.type() == VERDICT) {
                return decodeInner(data.nested());
            }
        }
        return null;
    }

    private static @Nullable Verdict decodeInner(Attributes verdict) {
        int number = 0;
        String chain = null;
        while (verdict.next()) {
            switch (verdict.type()) {
                case VERDICT_CODE -> number = verdict.u32be();
                case VERDICT_CHAIN -> chain = verdict.string();
                default -> {}
            }
        }
        for (Verdict.Code code : Verdict.Code.values()) {
            boolean leads = code == Verdict.Code.JUMP || code == Verdict.Code.GOTO;
            if (code.number() == number && leads == (chain != null)) {
                return new Verdict(code, chain);
            }
        }
        return null;
    }
}
