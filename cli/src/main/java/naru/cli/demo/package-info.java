/**
 * The first thing a stranger sees: three containers on two bridges, and what the kernel shows of
 * them. Start with {@link naru.cli.demo.Demo}, which plays the scenes in order.
 */
@NullMarked
package naru.cli.demo;

import org.jspecify.annotations.NullMarked;
