/**
 * Sends the same requests to Naru and to Debian's Docker engine, and reports differences.
 *
 * <p>Start at {@link naru.bench.compare.DockerComparison}; the requests are in the classes whose
 * names end in {@code Requests} and, one per line, in the resource {@code more.requests}.
 */
@NullMarked
package naru.bench.compare;

import org.jspecify.annotations.NullMarked;
