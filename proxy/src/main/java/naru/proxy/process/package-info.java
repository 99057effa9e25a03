/**
 * Programs that Naru starts beside itself: {@link naru.proxy.process.Executable} runs one to its
 * end, {@link naru.proxy.process.DetachedProcess} watches one that outlives the daemon.
 */
@NullMarked
package naru.proxy.process;

import org.jspecify.annotations.NullMarked;
