/**
 * The names on each network. Pure: no sockets and no packets. Start with {@link
 * naru.dns.directory.Directory}.
 */
@NullMarked
package naru.dns.directory;

import org.jspecify.annotations.NullMarked;
