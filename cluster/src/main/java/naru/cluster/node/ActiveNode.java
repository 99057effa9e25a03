package naru.cluster.node;

import naru.etcd.Store;

import java.net.InetAddress;

/** This host while it is a node of a cluster. */
public interface ActiveNode {
    /** The node's id. */
    String id();

    /** The cluster's id. */
    String cluster();

    /** What all nodes share; with the rights of this one. Closed when the node leaves. */
    Store store();

    /** The address of this host's VXLAN tunnels. */
    InetAddress dataPath();

    /** The UDP port of VXLAN. */
    int dataPathPort();

    boolean isManager();
}
