/**
 * Containers in memory and in the journal, and the places of their files. Start at {@code
 * ContainerTable}.
 */
@NullMarked
package naru.container.state;

import org.jspecify.annotations.NullMarked;
