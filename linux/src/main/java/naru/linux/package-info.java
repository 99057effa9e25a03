/**
 * Linux from Java: file descriptors, errno, namespaces, mounts, sysctls.
 */
@NullMarked
package naru.linux;

import org.jspecify.annotations.NullMarked;
