/**
 * Files of containers in and out of tar archives: {@code docker cp}, {@code docker export} and
 * {@code docker diff}. Reading and writing happens on a thread for which the container's root is
 * {@code /}; see {@link naru.linux.OtherRoot} for what code on such a thread may not do.
 */
@NullMarked
package naru.container.archive;

import org.jspecify.annotations.NullMarked;
