/**
 * What the daemon owns in the kernel, and what looks like a leftover of it. Needs no daemon: it
 * reads the kernel, the file system and the journal. Start with {@link
 * naru.cli.inventory.Inventory}.
 */
@NullMarked
package naru.cli.inventory;

import org.jspecify.annotations.NullMarked;
