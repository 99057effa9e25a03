/**
 * Images on disk: {@code ImageStore} records them, {@code BlobStore} and {@code LayerStore} store
 * their blobs and unpacked layers.
 */
@NullMarked
package naru.container.image.store;

import org.jspecify.annotations.NullMarked;
