/**
 * System calls, file descriptors, namespaces and mounts.
 *
 * <p>Start with {@link naru.linux.Netns}, which creates and enters network namespaces, and {@link
 * naru.linux.Kernel}, a parameter of everything that changes the kernel. All native calls go
 * through {@code Syscall}, which links one function of libc on first use.
 */
@NullMarked
package naru.linux;

import org.jspecify.annotations.NullMarked;
