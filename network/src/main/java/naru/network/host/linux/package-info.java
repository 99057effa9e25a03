/** The kernel of this host behind {@link naru.network.host.Host}: sockets, files and threads. */
@NullMarked
package naru.network.host.linux;

import org.jspecify.annotations.NullMarked;
