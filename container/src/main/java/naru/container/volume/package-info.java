/** Volumes: {@link naru.container.volume.Volumes} creates, lists and removes them. */
@NullMarked
package naru.container.volume;

import org.jspecify.annotations.NullMarked;
