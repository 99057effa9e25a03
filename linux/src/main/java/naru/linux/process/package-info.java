/**
 * Processes: start, signals, end, and descriptors of them. Start with {@link Processes}. {@link
 * Executable} runs a program to its end, {@link DetachedProcess} watches one that outlives the
 * daemon.
 */
@NullMarked
package naru.linux.process;

import org.jspecify.annotations.NullMarked;
