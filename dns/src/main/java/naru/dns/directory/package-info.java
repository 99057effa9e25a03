/**
 * Who is called what on which network. Pure: it knows no sockets and no packets. Start with {@link
 * naru.dns.directory.Directory}.
 */
@NullMarked
package naru.dns.directory;

import org.jspecify.annotations.NullMarked;
