/**
 * Port 2377, by which nodes reach managers: certificates for new nodes, and the store with the
 * rights of the node. {@link naru.cluster.port.PortServer} serves it, {@link
 * naru.cluster.port.PortClient} calls it; the store is served as etcd, for {@link
 * naru.etcd.EtcdClient}.
 */
@NullMarked
package naru.cluster.port;

import org.jspecify.annotations.NullMarked;
