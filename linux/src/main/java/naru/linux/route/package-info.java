/**
 * Links, addresses, routes, neighbours and bridge FDB entries. See rtnetlink(7).
 *
 * <p>Start with {@link naru.linux.route.socket.RouteSocket}: it applies {@link
 * naru.linux.route.Change}s and returns the current configuration. {@link
 * naru.linux.route.socket.RouteMonitor} reports changes by any process.
 */
@NullMarked
package naru.linux.route;

import org.jspecify.annotations.NullMarked;
