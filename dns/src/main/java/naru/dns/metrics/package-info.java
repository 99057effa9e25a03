/** Metrics of the name server. Start with {@link naru.dns.metrics.Statistics}. */
@NullMarked
package naru.dns.metrics;

import org.jspecify.annotations.NullMarked;
