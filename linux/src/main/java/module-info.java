/**
 * Linux from Java, without a native library: system calls, network namespaces, route netlink and
 * nf_tables netlink. Independent of containers; start at {@link naru.linux}.
 */
module naru.linux {
    requires static transitive org.jspecify;

    exports naru.linux;
    exports naru.linux.address;
    exports naru.linux.conntrack;
    exports naru.linux.error;
    exports naru.linux.netlink;
    exports naru.linux.nft;
    exports naru.linux.nft.socket;
    exports naru.linux.process;
    exports naru.linux.route;
    exports naru.linux.route.socket;
    exports naru.linux.xfrm;
}
