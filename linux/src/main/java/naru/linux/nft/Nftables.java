package naru.linux.nft;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import java.util.List;
import java.util.Map;

/**
 * The nf_tables rule set of one network namespace. {@link naru.linux.nft.socket.NftSocket} is the
 * kernel's own; tests may have another one. Any thread.
 */
public interface Nftables {
    /**
     * Makes all changes in one transaction, or none and throws what the kernel said of the first
     * that it refused, with further refusals as suppressed exceptions.
     */
    void commit(List<? extends NftChange> changes);

    default void commit(NftChange... changes) {
        commit(List.of(changes));
    }

    /** Whether an element was refused because its key is taken, or overlaps one that is. */
    static boolean isClash(LinuxException refusal) {
        return refusal.is(Errno.EEXIST) || refusal.is(Errno.EBUSY);
    }

    /** The number of the last transaction, whichever process made it. */
    long generation();

    /** The socket's port, by which a monitor identifies the sender of a transaction. */
    int port();

    List<NftTable> tables();

    List<NftChain> chains(NftTable table);

    /** The named sets and maps whose types have a name in {@link NftType}. */
    List<NftSet> sets(NftTable table);

    /** The elements of a set, whose types must be those it was made with. */
    List<NftElement> elements(NftSet set);

    /** What each element of a set with counters has counted, by its key. */
    Map<List<NftValue>, Long> packets(NftSet set);

    /** All rules of a table, chain by chain, in order. */
    List<ListedRule> rules(NftTable table);
}
