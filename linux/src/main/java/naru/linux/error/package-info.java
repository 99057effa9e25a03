/** Errors of the kernel. Start with {@link LinuxException}. */
@NullMarked
package naru.linux.error;

import org.jspecify.annotations.NullMarked;
