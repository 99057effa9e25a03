/**
 * The demo: three containers on two bridges, and the kernel objects behind them. Start with {@link
 * naru.cli.demo.Demo}, which runs all steps in order.
 */
@NullMarked
package naru.cli.demo;

import org.jspecify.annotations.NullMarked;
