package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/** One thing that nf_tables can load into a register. Made by {@link Nft}. */
public sealed interface Field {
    NftType type();

    /**
     * Bytes of a header.
     *
     * @param base NFT_PAYLOAD_*, linux/netfilter/nf_tables.h
     * @param needs what the packet has to be before the bytes mean this
     */
    record Payload(NftType type, int base, int offset, @Nullable Needs needs) implements Field {}

    /** Something the kernel knows of a packet: NFT_META_*. */
    record Meta(NftType type, int key) implements Field {}

    /**
     * Something connection tracking knows of it: NFT_CT_*. {@code direction} -1 stands for none.
     */
    record Ct(NftType type, int key, int direction) implements Field {}

    /** What the routing tables say of an address: NFTA_FIB_F_* and NFT_FIB_RESULT_*. */
    record Fib(NftType type, int flags, int result) implements Field {}

    /** A number below {@code modulus}, the next one for each packet. */
    record Count(NftType type, int modulus) implements Field {}

    /** A number below {@code modulus}, the same one for the same bytes of a header. */
    record Hash(NftType type, Payload of, int modulus, int seed) implements Field {}

    /**
     * The protocol below a header's bytes, which is matched first where the table's family leaves
     * it open.
     */
    enum Needs {
        IPV4,
        IPV6,
        ARP
    }
}
