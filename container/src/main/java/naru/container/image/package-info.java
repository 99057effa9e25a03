/**
 * Images of one host: {@link naru.container.image.Images} finds, names and removes them, {@link
 * naru.container.image.ImageTransfers} pulls, pushes, loads and saves them.
 */
@NullMarked
package naru.container.image;

import org.jspecify.annotations.NullMarked;
