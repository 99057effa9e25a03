/**
 * Containers in memory and in the journal, and the places of their files. Start at {@code
 * Registered}.
 */
@NullMarked
package naru.container.held;

import org.jspecify.annotations.NullMarked;
