/** Connection tracking netlink (ctnetlink). Start with {@link ConntrackSocket}. */
@NullMarked
package naru.linux.conntrack;

import org.jspecify.annotations.NullMarked;
