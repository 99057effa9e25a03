/**
 * Route netlink sockets, and the messages that they send and receive. Start with {@link
 * naru.linux.route.socket.RouteSocket}.
 */
@NullMarked
package naru.linux.route.socket;

import org.jspecify.annotations.NullMarked;
