package naru.linux.nft;

/** The packets that a table processes. Numbers: NFPROTO_*, linux/netfilter.h. */
public enum NftFamily {
    INET(1),
    IP(2),
    ARP(3),
    NETDEV(5),
    BRIDGE(7),
    IP6(10);

    private final int number;

    NftFamily(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The name in nft. */
    String word() {
        return switch (this) {
            case INET -> "inet";
            case IP -> "ip";
            case ARP -> "arp";
            case NETDEV -> "netdev";
            case BRIDGE -> "bridge";
            case IP6 -> "ip6";
        };
    }
}
