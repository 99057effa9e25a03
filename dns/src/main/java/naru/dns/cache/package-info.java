/** A cache of upstream replies. Pure: no sockets. Start with {@link naru.dns.cache.AnswerCache}. */
@NullMarked
package naru.dns.cache;

import org.jspecify.annotations.NullMarked;
