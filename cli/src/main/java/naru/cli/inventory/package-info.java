/**
 * Lists the daemon's objects in the kernel, and leftovers. Works without a daemon: it reads the
 * kernel, the file system and the journal. Start with {@link naru.cli.inventory.Inventory}.
 */
@NullMarked
package naru.cli.inventory;

import org.jspecify.annotations.NullMarked;
