/**
 * HAProxy as the proxy that serves the routes: {@link naru.proxy.haproxy.ConfigurationWriter} turns
 * a routing table into everything that HAProxy reads.
 */
@NullMarked
package naru.proxy.haproxy;

import org.jspecify.annotations.NullMarked;
