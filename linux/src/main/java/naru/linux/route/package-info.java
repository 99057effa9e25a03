/**
 * Links, addresses, routes, neighbours and bridge FDB rows. See rtnetlink(7).
 *
 * <p>Start with {@link naru.linux.route.RouteSocket}: it sends {@link naru.linux.route.Change}s and
 * answers what is there. {@link naru.linux.route.RouteMonitor} tells what others changed.
 */
@NullMarked
package naru.linux.route;

import org.jspecify.annotations.NullMarked;
