/**
 * How images are named, fetched, kept and unpacked. {@link naru.container.image.ImageStore} holds
 * what there is; {@link naru.container.image.Puller} and {@link naru.container.image.ArchiveLoader}
 * bring in more.
 */
@NullMarked
package naru.container.image;

import org.jspecify.annotations.NullMarked;
