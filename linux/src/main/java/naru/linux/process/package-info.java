/** Processes: start, signals, end, and descriptors of them. Start with {@link Processes}. */
@NullMarked
package naru.linux.process;

import org.jspecify.annotations.NullMarked;
