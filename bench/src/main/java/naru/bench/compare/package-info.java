/**
 * The same requests to Naru and to Debian's Docker engine, and what they answer differently.
 *
 * <p>Start at {@link naru.bench.compare.DockerComparison}; the requests are in the classes whose
 * names end in {@code Requests} and, one a line, in the resource {@code more.requests}.
 */
@NullMarked
package naru.bench.compare;

import org.jspecify.annotations.NullMarked;
