/**
 * The name server that every sandbox sees at 127.0.0.11. A question goes this way: a socket of its
 * {@link naru.dns.SandboxServer}, the {@link naru.dns.Responder}, and from there either the
 * directory of names or, for what is not ours, an upstream. {@link naru.dns.NameServer} is the
 * front door.
 */
@NullMarked
package naru.dns;

import org.jspecify.annotations.NullMarked;
