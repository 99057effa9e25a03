/** IPsec by XFRM netlink: what encrypted tunnels need. Start with {@link naru.linux.xfrm.Xfrm}. */
@NullMarked
package naru.linux.xfrm;

import org.jspecify.annotations.NullMarked;
