/** The {@code naru} command. Start at {@code Daemon.start}, which creates all parts. */
@NullMarked
package naru.cli;

import org.jspecify.annotations.NullMarked;
