package naru.linux.nft;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One step of a transaction. Adding an existing object is not an error unless stated otherwise. */
public sealed interface NftChange {
    record AddTable(NftTable table, @Nullable String comment) implements NftChange {
        public AddTable(NftTable table) {
            this(table, null);
        }
    }

    /** Deletes a table with its content; ENOENT if it does not exist. */
    record DeleteTable(NftTable table) implements NftChange {}

    record AddChain(NftChain chain) implements NftChange {}

    /** Deletes a chain, which must be empty and not the target of a jump. */
    record DeleteChain(NftTable table, String chain) implements NftChange {}

    /** Removes all rules of a chain. */
    record FlushChain(NftTable table, String chain) implements NftChange {}

    record AddSet(NftSet set) implements NftChange {}

    /** Deletes a set, which must not be used by a rule. */
    record DeleteSet(NftSet set) implements NftChange {}

    /** Removes all elements of a set. */
    record FlushSet(NftSet set) implements NftChange {}

    /**
     * Adds elements. The kernel refuses the transaction with EEXIST or EBUSY when a key is there
     * already, or overlaps one that is: {@link Nftables#isClash}. One overlap it lets pass: in a
     * concatenation, a range that encloses one that is there, because only its two ends are looked
     * up (net/netfilter/nft_set_pipapo.c of Linux 6.18). Callers that use such ranges have to
     * check.
     */
    record AddElements(NftSet set, List<NftElement> elements) implements NftChange {
        public AddElements {
            elements = List.copyOf(elements);
        }
    }

    /** Removes elements by their keys; ENOENT if one does not exist. */
    record DeleteElements(NftSet set, List<NftElement> elements) implements NftChange {
        public DeleteElements {
            elements = List.copyOf(elements);
        }
    }

    /** Adds a rule at the end of its chain. */
    record AppendRule(NftRule rule) implements NftChange {}

    /** Adds a rule at the beginning of its chain. */
    record InsertRule(NftRule rule) implements NftChange {}

    /** Deletes the rule with a handle from {@link Nftables#rules}. */
    record DeleteRule(NftTable table, String chain, long handle) implements NftChange {}
}
