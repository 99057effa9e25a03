package naru.linux.nft;

import naru.linux.Errno;
import naru.linux.Kernel;
import naru.linux.LinuxException;

import java.util.List;

/**
 * An nf_tables netlink socket of the namespace in which it was opened. Any thread may use it; one
 * at a time does.
 */
public final class NftSocket implements AutoCloseable {
    private NftSocket() {}

    /** Opens a socket in the calling thread's namespace. */
    public static NftSocket open(Kernel kernel) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes all changes in one transaction, or none and throws what the kernel said of the first
     * refused.
     */
    public void commit(List<NftChange> changes) {
        throw new UnsupportedOperationException();
    }

    public void commit(NftChange... changes) {
        commit(List.of(changes));
    }

    /** Whether an element was refused because its key is taken, or overlaps one that is. */
    public static boolean isClash(LinuxException refusal) {
        return refusal.is(Errno.EEXIST) || refusal.is(Errno.EBUSY);
    }

    /** The number of the last transaction, whoever made it. */
    public long generation() {
        throw new UnsupportedOperationException();
    }

    public List<NftTable> tables() {
        throw new UnsupportedOperationException();
    }

    public List<NftChain> chains(NftTable table) {
        throw new UnsupportedOperationException();
    }

    /** The named sets and maps whose types are known here. */
    public List<NftSet> sets(NftTable table) {
        throw new UnsupportedOperationException();
    }

    public List<NftElement> elements(NftSet set) {
        throw new UnsupportedOperationException();
    }

    /** All rules of a table, chain by chain, in order. */
    public List<ListedRule> rules(NftTable table) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
