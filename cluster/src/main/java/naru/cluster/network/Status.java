package naru.cluster.network;

import naru.etcd.Mirror;

/**
 * What a host has seen of the store, for metrics.
 *
 * @param networks the mirror of definitions
 * @param rows the mirror of addresses
 * @param peers endpoints of other hosts
 * @param own endpoints of this host in the store
 * @param pending rows of this host that are to be written
 * @param conflicts how often the store had given an address of this host to another
 */
public record Status(
        Mirror.Statistics networks,
        Mirror.Statistics rows,
        int peers,
        int own,
        int pending,
        long conflicts) {}
