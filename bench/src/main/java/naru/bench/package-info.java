/**
 * The same work on Naru and on Debian's Docker engine, in turn, in one run, as ratios.
 *
 * <p>Start at {@link naru.bench.Bench}.
 */
@NullMarked
package naru.bench;

import org.jspecify.annotations.NullMarked;
