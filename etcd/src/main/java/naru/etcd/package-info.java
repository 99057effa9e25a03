/**
 * A client of etcd 3.4 to 3.6: compare-and-set transactions, a mirror of a key range that follows
 * the store without losing an event, leases and membership. {@link naru.etcd.Store} is what most
 * callers need; {@link naru.etcd.EtcdClient} is the one over the network.
 */
@NullMarked
package naru.etcd;

import org.jspecify.annotations.NullMarked;
