package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/** A field that nf_tables can load into a register. Made by {@link Nft}. */
public sealed interface Field {
    NftType type();

    /**
     * Bytes of a header.
     *
     * @param base NFT_PAYLOAD_*, linux/netfilter/nf_tables.h
     * @param needs the protocol that the packet must have
     */
    record Payload(NftType type, int base, int offset, @Nullable Needs needs) implements Field {}

    /** Metadata of a packet: NFT_META_*. */
    record Meta(NftType type, int key) implements Field {}

    /** Conntrack data of a packet: NFT_CT_*. {@code direction} -1 means none. */
    record Ct(NftType type, int key, int direction) implements Field {}

    /** The result of a routing lookup for an address: NFTA_FIB_F_* and NFT_FIB_RESULT_*. */
    record Fib(NftType type, int flags, int result) implements Field {}

    /** A number below {@code modulus}, the next one for each packet. */
    record Count(NftType type, int modulus) implements Field {}

    /** A number below {@code modulus}, the same one for the same bytes of a header. */
    record Hash(NftType type, Payload of, int modulus, int seed) implements Field {}

    /**
     * The protocol of a header field, which is matched first unless the table's family implies it.
     */
    enum Needs {
        IPV4,
        IPV6,
        ARP
    }
}
