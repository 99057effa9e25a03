/** How values are written in the API: JSON, filters, patterns, times, failures. */
@NullMarked
package naru.api.wire;

import org.jspecify.annotations.NullMarked;
