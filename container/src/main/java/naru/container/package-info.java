/**
 * Containers, images, volumes and events of one host. Start at {@link naru.container.Containers},
 * whose class comment is the tour; {@link naru.container.Images} is the other front door.
 */
@NullMarked
package naru.container;

import org.jspecify.annotations.NullMarked;
