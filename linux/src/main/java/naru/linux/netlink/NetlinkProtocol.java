package naru.linux.netlink;

/** A family of netlink. Numbers: linux/netlink.h. */
public enum NetlinkProtocol {
    ROUTE(0),
    XFRM(6),
    NETFILTER(12);

    private final int number;

    NetlinkProtocol(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
