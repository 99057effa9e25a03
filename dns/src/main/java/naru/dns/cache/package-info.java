/**
 * Replies of upstreams, kept for as long as they are good. Pure: it knows no sockets. Start with
 * {@link naru.dns.cache.AnswerCache}.
 */
@NullMarked
package naru.dns.cache;

import org.jspecify.annotations.NullMarked;
