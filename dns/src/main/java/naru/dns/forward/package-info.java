/**
 * Questions that are not ours to answer, passed on to other name servers byte for byte. Start with
 * {@link naru.dns.forward.Forwarder}.
 */
@NullMarked
package naru.dns.forward;

import org.jspecify.annotations.NullMarked;
