/**
 * Which backend takes a request: {@link naru.proxy.haproxy.routing.RoutingCompiler} turns a routing
 * table into maps and conditions, and {@link naru.proxy.haproxy.routing.Frontend} writes them.
 */
@NullMarked
package naru.proxy.haproxy.routing;

import org.jspecify.annotations.NullMarked;
