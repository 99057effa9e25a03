/**
 * The name server of every sandbox, at 127.0.0.11. A query passes a socket of its {@link
 * naru.dns.SandboxServer}, the {@link naru.dns.Responder}, and then either the directory of names
 * or, for unknown names, an upstream. {@link naru.dns.NameServer} is the entry point.
 */
@NullMarked
package naru.dns;

import org.jspecify.annotations.NullMarked;
