/** Containers, their files and streams, execs and commits. */
@NullMarked
package naru.api.containers;

import org.jspecify.annotations.NullMarked;
