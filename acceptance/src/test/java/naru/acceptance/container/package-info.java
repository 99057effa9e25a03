/** Containers, images and registries. */
@NullMarked
package naru.acceptance.container;

import org.jspecify.annotations.NullMarked;
