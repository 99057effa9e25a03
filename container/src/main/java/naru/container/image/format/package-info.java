/**
 * Documents and names of images: manifests, configurations, references, digests, platforms, layer
 * compression. Pure.
 */
@NullMarked
package naru.container.image.format;

import org.jspecify.annotations.NullMarked;
