/**
 * Desired state on disk: an append-only file of checksummed records, keys to bytes. Independent of
 * the meaning of the bytes. Start with {@link naru.network.journal.Journal}.
 */
@NullMarked
package naru.network.journal;

import org.jspecify.annotations.NullMarked;
