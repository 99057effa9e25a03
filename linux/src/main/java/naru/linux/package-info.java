/**
 * System calls, file descriptors, namespaces and mounts.
 *
 * <p>Start with {@link naru.linux.Netns}, which makes and enters network namespaces, and {@link
 * naru.linux.Kernel}, which everything that changes the kernel is given. All native calls go
 * through {@code Syscall}, which links one function of libc when it is first used.
 */
@NullMarked
package naru.linux;

import org.jspecify.annotations.NullMarked;
