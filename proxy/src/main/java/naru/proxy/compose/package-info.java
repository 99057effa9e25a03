/** Workloads from Compose files, for checks that start nothing. */
@NullMarked
package naru.proxy.compose;

import org.jspecify.annotations.NullMarked;
