/**
 * The part of the DNS wire format (RFC 1035, RFC 6891) that a server for stub resolvers needs: one
 * question in, a few records out. Everything else is forwarded unchanged. Start with {@link
 * naru.dns.wire.QueryReader}.
 */
@NullMarked
package naru.dns.wire;

import org.jspecify.annotations.NullMarked;
