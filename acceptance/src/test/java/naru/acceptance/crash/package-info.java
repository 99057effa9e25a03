/** Faults and crashes of the daemon at any moment, restarts, and foreign changes to the kernel. */
@NullMarked
package naru.acceptance.crash;

import org.jspecify.annotations.NullMarked;
