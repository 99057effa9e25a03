package naru.cluster.record;

import java.net.InetAddress;

/** The keys of the store. */
public final class Layout {
    /** All keys begin so. */
    public static final String ALL = "naru/";

    /** {@link ClusterRecord}. */
    public static final String CLUSTER = "naru/cluster";

    /** What only managers read and write. */
    public static final String SECRETS = "naru/secret/";

    /** {@link AuthorityRecord}. */
    public static final String AUTHORITY = SECRETS + "authority";

    /** {@link NodeRecord}s, by their ids. */
    public static final String NODES = "naru/node/";

    /** {@link AliveRecord}s, by the ids of nodes. They end with leases that the nodes renew. */
    public static final String ALIVE = "naru/alive/";

    /** Put by each transaction that creates or deletes a network, which serialises them. */
    public static final String NETWORK_COUNTER = "naru/networks";

    /** Definitions of networks, by their ids. */
    public static final String NETWORKS = "naru/network/";

    /** Addresses in use, by network and address. */
    public static final String ADDRESSES = "naru/address/";

    private Layout() {}

    public static String node(String id) {
        return NODES + id;
    }

    public static String alive(String node) {
        return ALIVE + node;
    }

    public static String network(String id) {
        return NETWORKS + id;
    }

    /** What all addresses of a network begin with. */
    public static String addresses(String network) {
        return ADDRESSES + network + "/";
    }

    public static String address(String network, InetAddress address) {
        return addresses(network) + address.getHostAddress();
    }
}
