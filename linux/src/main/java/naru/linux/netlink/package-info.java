/** Netlink messages: building, sending, matching answers, parsing. See netlink(7). */
@NullMarked
package naru.linux.netlink;

import org.jspecify.annotations.NullMarked;
