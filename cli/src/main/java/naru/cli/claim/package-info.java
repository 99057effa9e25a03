/** Keeps a second daemon out of a network namespace. */
@NullMarked
package naru.cli.claim;

import org.jspecify.annotations.NullMarked;
