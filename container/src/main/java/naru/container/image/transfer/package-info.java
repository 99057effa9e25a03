/** Images on their way in and out: pull, push, load, save, import and commit. */
@NullMarked
package naru.container.image.transfer;

import org.jspecify.annotations.NullMarked;
