/**
 * nf_tables sockets, and the messages that they send and receive. Start with {@link
 * naru.linux.nft.socket.NftSocket}.
 */
@NullMarked
package naru.linux.nft.socket;

import org.jspecify.annotations.NullMarked;
