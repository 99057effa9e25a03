/** Odd requests to the whole API, from a seed. */
@NullMarked
package naru.acceptance.fuzz;

import org.jspecify.annotations.NullMarked;
