/** Parameters and results of {@link naru.container.image.Images}. */
@NullMarked
package naru.container.image.model;

import org.jspecify.annotations.NullMarked;
