/** Values that callers of {@link naru.container.image.Images} pass in and get back. */
@NullMarked
package naru.container.image.model;

import org.jspecify.annotations.NullMarked;
