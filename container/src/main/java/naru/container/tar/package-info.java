/**
 * Files in and out of tar archives: {@link naru.container.tar.TarUnpacker} creates files, {@link
 * naru.container.tar.TarPacker} reads them. Differences between layers and copies are in {@link
 * naru.container.tar.UnpackRules} and the packer's two kinds.
 */
@NullMarked
package naru.container.tar;

import org.jspecify.annotations.NullMarked;
