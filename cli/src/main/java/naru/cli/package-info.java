/** The {@code naru} command. Start at {@code Daemon.start}, which builds all parts. */
@NullMarked
package naru.cli;

import org.jspecify.annotations.NullMarked;
