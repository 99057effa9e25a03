/**
 * nf_tables over netlink. See nft(8) for the terms.
 *
 * <p>Start with {@link naru.linux.nft.Nft}, whose methods form rules, and {@link
 * naru.linux.nft.socket.NftSocket}, which commits {@link naru.linux.nft.NftChange}s in one
 * transaction and lists the rule set. Comments and types are stored in the format of the nft
 * program, so that {@code nft list ruleset} shows them.
 */
@NullMarked
package naru.linux.nft;

import org.jspecify.annotations.NullMarked;
