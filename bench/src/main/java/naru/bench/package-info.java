/**
 * Measures the same work on Naru and on other engines, alternating in one run, as ratios.
 *
 * <p>Start at {@link naru.bench.Bench}.
 */
@NullMarked
package naru.bench;

import org.jspecify.annotations.NullMarked;
