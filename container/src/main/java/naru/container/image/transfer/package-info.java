/** Transfers of images: pull, push, load, save, import and commit. */
@NullMarked
package naru.container.image.transfer;

import org.jspecify.annotations.NullMarked;
