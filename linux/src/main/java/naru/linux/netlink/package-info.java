/**
 * Netlink messages: building, sending, matching replies, parsing. See netlink(7).
 *
 * <p>Start with {@link naru.linux.netlink.NetlinkSocket}. {@link naru.linux.netlink.MessageWriter}
 * and {@link naru.linux.netlink.MessageReader} are the two sides of the wire format, and all
 * families share them.
 */
@NullMarked
package naru.linux.netlink;

import org.jspecify.annotations.NullMarked;
