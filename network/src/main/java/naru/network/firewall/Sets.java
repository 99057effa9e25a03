package naru.network.firewall;

import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;

import java.util.ArrayList;
import java.util.List;

/** The sets and maps of {@code table inet naru}, which the rules refer to. */
final class Sets {
    static final NftTable TABLE = NftTable.inet("naru");

    private static final NftType NAME = NftType.INTERFACE_NAME;
    private static final NftType PROTOCOL = NftType.INET_PROTOCOL;
    private static final NftType PORT = NftType.INET_SERVICE;
    private static final NftType IPV4 = NftType.IPV4_ADDRESS;
    private static final NftType IPV6 = NftType.IPV6_ADDRESS;

    /** All bridges of Naru's networks. */
    static final NftSet BRIDGES = NftSet.of(TABLE, "bridges", NAME);

    /** Bridges whose containers get the uplink's source address, by family. */
    static final NftSet MASQUERADE = NftSet.of(TABLE, "masqueraded", NAME, NftType.NFPROTO);

    /** The source address of outgoing connections of a bridge, if configured. */
    static final NftSet SOURCE4 = NftSet.of(TABLE, "source4", NAME).to(IPV4);

    static final NftSet SOURCE6 = NftSet.of(TABLE, "source6", NAME).to(IPV6);

    /** Bridges whose containers are reachable from everywhere on all ports. */
    static final NftSet UNPROTECTED = NftSet.of(TABLE, "unprotected", NAME, NftType.NFPROTO);

    /** Bridges whose containers are reachable from everywhere on their published ports. */
    static final NftSet ROUTED = NftSet.of(TABLE, "routed", NAME, NftType.NFPROTO);

    /** Bridges whose containers accept ping from everywhere. */
    static final NftSet PINGED = NftSet.of(TABLE, "pinged", NAME, NftType.NFPROTO);

    /** Bridges that are isolated from the host. */
    static final NftSet ISOLATED = NftSet.of(TABLE, "isolated", NAME, NftType.NFPROTO);

    /** Trusted links with the bridges whose published ports are directly reachable from them. */
    static final NftSet TRUSTED = NftSet.of(TABLE, "trusted", NAME, NAME);

    /** Directly reachable ports of containers. */
    static final NftSet OPEN4 = NftSet.of(TABLE, "open4", IPV4, PROTOCOL, PORT);

    static final NftSet OPEN6 = NftSet.of(TABLE, "open6", IPV6, PROTOCOL, PORT);

    /** Ranges of them. */
    static final NftSet OPEN4_RANGE =
            NftSet.of(TABLE, "open4_range", IPV4, PROTOCOL, PORT).withIntervals();

    static final NftSet OPEN6_RANGE =
            NftSet.of(TABLE, "open6_range", IPV6, PROTOCOL, PORT).withIntervals();

    /** Bridges of internal networks. */
    static final NftSet INTERNAL = NftSet.of(TABLE, "internal", NAME);

    /** The other bridges. */
    static final NftSet EXTERNAL = NftSet.of(TABLE, "external", NAME);

    /** The verdict for packets from outside to each bridge: the rules for that, or drop. */
    static final NftSet ENTRIES = NftSet.of(TABLE, "entries", NAME).to(NftType.VERDICT);

    /**
     * Each bridge with its own subnet: matches callers of a published port on their own network.
     */
    static final NftSet HAIRPIN4 = NftSet.of(TABLE, "hairpin4", NAME, IPV4).withIntervals();

    static final NftSet HAIRPIN6 = NftSet.of(TABLE, "hairpin6", NAME, IPV6).withIntervals();

    /** Each bridge with itself: whether its containers reach each other. */
    static final NftSet ICC = NftSet.of(TABLE, "icc", NAME, NAME).to(NftType.VERDICT);

    static final Published PUBLISHED4 = Published.of("4", IPV4);
    static final Published PUBLISHED6 = Published.of("6", IPV6);

    /**
     * The maps of one family from host port to container.
     *
     * @param any for ports of every host address
     * @param at for ports of one host address
     * @param anyRange for ranges of ports that keep their number
     * @param atRange the same for one host address
     */
    record Published(NftSet any, NftSet at, NftSet anyRange, NftSet atRange) {
        static Published of(String family, NftType address) {
            return new Published(
                    NftSet.of(TABLE, "published" + family, PROTOCOL, PORT).to(address, PORT),
                    NftSet.of(TABLE, "published" + family + "_at", address, PROTOCOL, PORT)
                            .to(address, PORT),
                    NftSet.of(TABLE, "range" + family, PROTOCOL, PORT).to(address).withIntervals(),
                    NftSet.of(TABLE, "range" + family + "_at", address, PROTOCOL, PORT)
                            .to(address)
                            .withIntervals());
        }

        List<NftSet> maps() {
            return List.of(any, at, anyRange, atRange);
        }
    }

    private Sets() {}

    /** All sets, in the order in which they are created; {@code more} come before the ports. */
    static List<NftSet> all(List<NftSet> more) {
        var sets =
                new ArrayList<>(
                        List.of(
                                BRIDGES,
                                MASQUERADE,
                                SOURCE4,
                                SOURCE6,
                                UNPROTECTED,
                                ROUTED,
                                PINGED,
                                ISOLATED,
                                TRUSTED,
                                INTERNAL,
                                EXTERNAL,
                                ENTRIES,
                                ICC,
                                HAIRPIN4,
                                HAIRPIN6,
                                OPEN4,
                                OPEN4_RANGE,
                                OPEN6,
                                OPEN6_RANGE));
        sets.addAll(more);
        sets.addAll(PUBLISHED4.maps());
        sets.addAll(PUBLISHED6.maps());
        return sets;
    }
}
