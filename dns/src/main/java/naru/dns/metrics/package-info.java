/** What the name server counts. Start with {@link naru.dns.metrics.Statistics}. */
@NullMarked
package naru.dns.metrics;

import org.jspecify.annotations.NullMarked;
