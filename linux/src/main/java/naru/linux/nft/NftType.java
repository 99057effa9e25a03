package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/**
 * A data type of nft: its number there, which makes {@code nft list} readable, and its size.
 * Numbers: enum datatypes, include/datatype.h of nftables 1.0.6.
 */
public enum NftType {
    VERDICT(1, 0, false),
    NFPROTO(2, 1, false),
    MARK(19, 4, false),
    INTERFACE_INDEX(20, 4, false),
    FIB_ADDRESS_TYPE(38, 4, false),
    IPV4_ADDRESS(7, 4, true),
    IPV6_ADDRESS(8, 16, true),
    ETHERNET_ADDRESS(9, 6, true),
    ETHERNET_TYPE(10, 2, true),
    INET_PROTOCOL(12, 1, true),
    INET_SERVICE(13, 2, true),
    TCP_FLAGS(15, 1, true),
    CT_STATE(26, 4, false),
    CT_DIRECTION(27, 1, false),
    CT_STATUS(28, 4, false),
    ICMPV6_TYPE(29, 1, true),
    PACKET_TYPE(31, 1, false),
    INTERFACE_NAME(41, 16, false);

    private final int number;
    private final int bytes;
    private final boolean bigEndian;

    NftType(int number, int bytes, boolean bigEndian) {
        this.number = number;
        this.bytes = bytes;
        this.bigEndian = bigEndian;
    }

    public int number() {
        return number;
    }

    /** The type with a number, or null for an unknown one. */
    public static @Nullable NftType numbered(int number) {
        for (NftType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    /** Size of a value in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether its values are in network byte order; others are in that of the host. */
    public boolean bigEndian() {
        return bigEndian;
    }
}
