/**
 * HAProxy as the proxy that serves the routes: {@link naru.proxy.haproxy.RoutingCompiler} turns a
 * routing table into maps and conditions.
 */
@NullMarked
package naru.proxy.haproxy;

import org.jspecify.annotations.NullMarked;
