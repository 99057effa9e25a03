/**
 * Forwards queries for unknown names to upstream name servers. Start with {@link
 * naru.dns.forward.Forwarder}.
 */
@NullMarked
package naru.dns.forward;

import org.jspecify.annotations.NullMarked;
