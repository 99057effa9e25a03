/**
 * Running processes: {@link naru.container.runtime.Conmon} starts them by an OCI runtime and keeps
 * them alive without us, {@link naru.container.runtime.AttachSession} speaks with them, and {@link
 * naru.container.runtime.LogReader} reads what they said.
 */
@NullMarked
package naru.container.runtime;

import org.jspecify.annotations.NullMarked;
