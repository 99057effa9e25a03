/** Events of containers, images, volumes and networks as Docker reports them. */
@NullMarked
package naru.container.event;

import org.jspecify.annotations.NullMarked;
