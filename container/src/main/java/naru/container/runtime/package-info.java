/**
 * Running processes: {@link naru.container.runtime.Conmon} starts them by an OCI runtime and keeps
 * them alive without the daemon, {@link naru.container.runtime.AttachSession} connects clients to
 * them, and {@link naru.container.runtime.LogReader} reads their output.
 */
@NullMarked
package naru.container.runtime;

import org.jspecify.annotations.NullMarked;
