/**
 * The same requests to Naru and to Debian's Docker engine, and what they answer differently.
 *
 * <p>Start at {@link naru.bench.compare.DockerComparison}; the requests are in the classes whose
 * names end in {@code Requests}.
 */
@NullMarked
package naru.bench.compare;

import org.jspecify.annotations.NullMarked;
