/**
 * nf_tables, spoken directly over netlink. See nft(8) for the words.
 *
 * <p>Start with {@link naru.linux.nft.Nft}, whose methods are the words of a rule, and {@link
 * naru.linux.nft.NftSocket}, which commits {@link naru.linux.nft.NftChange}s in one transaction and
 * lists what is there. Comments and types are stored as the nft program stores them, so that {@code
 * nft list ruleset} shows them.
 */
@NullMarked
package naru.linux.nft;

import org.jspecify.annotations.NullMarked;
