/**
 * Measurements of Naru, and of other engines beside it.
 */
@NullMarked
package naru.bench;

import org.jspecify.annotations.NullMarked;
