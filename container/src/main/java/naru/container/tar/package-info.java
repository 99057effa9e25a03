/**
 * Files in and out of tar archives: {@link naru.container.tar.TarUnpacker} makes files, {@link
 * naru.container.tar.TarPacker} reads them. What layers and copies do differently is in {@link
 * naru.container.tar.UnpackRules} and the packer's two kinds.
 */
@NullMarked
package naru.container.tar;

import org.jspecify.annotations.NullMarked;
