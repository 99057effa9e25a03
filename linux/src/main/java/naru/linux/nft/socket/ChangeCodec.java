package naru.linux.nft.socket;

import static naru.linux.netlink.NetlinkSocket.NLM_F_APPEND;
import static naru.linux.netlink.NetlinkSocket.NLM_F_CREATE;
import static naru.linux.netlink.NetlinkSocket.NLM_F_EXCL;

import naru.linux.netlink.MessageWriter;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;

import java.util.List;

/** The messages of a change, and its name in errors. */
final class ChangeCodec {
    /**
     * The number of elements that fit into one attribute of 64 KiB, with comments and two keys
     * each.
     */
    private static final int ELEMENTS_AT_ONCE = 128;

    private ChangeCodec() {}

    /**
     * {@code lastFlags} are set on the last message of the change; {@code id} is unique in its
     * transaction.
     */
    static void encode(NftChange change, int id, int lastFlags, MessageWriter out) {
        switch (change) {
            case NftChange.AddElements(NftSet set, List<NftElement> elements) ->
                    elements(set, elements, false, lastFlags, out);
            case NftChange.DeleteElements(NftSet set, List<NftElement> elements) ->
                    elements(set, elements, true, lastFlags, out);
            default -> {
                int flags = lastFlags | flags(change);
                NftMessage.begin(out, kind(change), flags, table(change).family());
                body(change, id, out);
            }
        }
    }

    /** The message's name, such as {@code NFT_MSG_NEWRULE}. */
    static String operation(NftChange change) {
        return NftMessage.name(kind(change));
    }

    /** The changed object, such as {@code inet naru forward}. */
    static String object(NftChange change) {
        return switch (change) {
            case NftChange.AddTable add -> add.table().toString();
            case NftChange.DeleteTable delete -> delete.table().toString();
            case NftChange.AddChain add -> add.chain().toString();
            case NftChange.DeleteChain(NftTable table, String chain) -> table + " " + chain;
            case NftChange.FlushChain(NftTable table, String chain) -> table + " " + chain;
            case NftChange.AddSet(NftSet set) -> set.toString();
            case NftChange.DeleteSet(NftSet set) -> set.toString();
            case NftChange.FlushSet(NftSet set) -> set.toString();
            case NftChange.AddElements(NftSet set, var elements) -> set + " " + elements;
            case NftChange.DeleteElements(NftSet set, var elements) -> set + " " + elements;
            case NftChange.AppendRule(NftRule rule) -> rule.chain().toString();
            case NftChange.InsertRule(NftRule rule) -> rule.chain().toString();
            case NftChange.DeleteRule(NftTable table, String chain, long handle) ->
                    table + " " + chain + " handle " + handle;
        };
    }

    private static int kind(NftChange change) {
        return switch (change) {
            case NftChange.AddTable _ -> NftMessage.NEWTABLE;
            case NftChange.DeleteTable _ -> NftMessage.DELTABLE;
            case NftChange.AddChain _ -> NftMessage.NEWCHAIN;
            case NftChange.DeleteChain _ -> NftMessage.DELCHAIN;
            case NftChange.AddSet _ -> NftMessage.NEWSET;
            case NftChange.DeleteSet _ -> NftMessage.DELSET;
            case NftChange.AddElements _ -> NftMessage.NEWSETELEM;
            case NftChange.DeleteElements _, NftChange.FlushSet _ -> NftMessage.DELSETELEM;
            case NftChange.AppendRule _, NftChange.InsertRule _ -> NftMessage.NEWRULE;
            case NftChange.DeleteRule _, NftChange.FlushChain _ -> NftMessage.DELRULE;
        };
    }

    private static NftTable table(NftChange change) {
        return switch (change) {
            case NftChange.AddTable add -> add.table();
            case NftChange.DeleteTable delete -> delete.table();
            case NftChange.AddChain add -> add.chain().table();
            case NftChange.DeleteChain delete -> delete.table();
            case NftChange.FlushChain flush -> flush.table();
            case NftChange.AddSet add -> add.set().table();
            case NftChange.DeleteSet delete -> delete.set().table();
            case NftChange.FlushSet flush -> flush.set().table();
            case NftChange.AddElements add -> add.set().table();
            case NftChange.DeleteElements delete -> delete.set().table();
            case NftChange.AppendRule append -> append.rule().chain().table();
            case NftChange.InsertRule insert -> insert.rule().chain().table();
            case NftChange.DeleteRule delete -> delete.table();
        };
    }

    private static int flags(NftChange change) {
        return switch (change) {
            case NftChange.AddTable _,
                    NftChange.AddChain _,
                    NftChange.AddSet _,
                    NftChange.InsertRule _ ->
                    NLM_F_CREATE;
            case NftChange.AppendRule _ -> NLM_F_CREATE | NLM_F_APPEND;
            default -> 0;
        };
    }

    private static void body(NftChange change, int id, MessageWriter out) {
        switch (change) {
            case NftChange.AddTable add -> ChainCodec.table(add.table(), add.comment(), out);
            case NftChange.DeleteTable delete -> ChainCodec.name(delete.table(), out);
            case NftChange.AddChain add -> ChainCodec.chain(add.chain(), out);
            case NftChange.DeleteChain(NftTable table, String chain) ->
                    ChainCodec.name(table, chain, out);
            case NftChange.FlushChain(NftTable table, String chain) ->
                    RuleCodec.name(table, chain, out);
            case NftChange.AddSet(NftSet set) -> SetCodec.encode(set, id, out);
            case NftChange.DeleteSet(NftSet set) -> SetCodec.name(set, out);
            case NftChange.FlushSet(NftSet set) -> ElementCodec.name(set, out);
            case NftChange.AppendRule(NftRule rule) -> RuleCodec.encode(rule, out);
            case NftChange.InsertRule(NftRule rule) -> RuleCodec.encode(rule, out);
            case NftChange.DeleteRule(NftTable table, String chain, long handle) -> {
                RuleCodec.name(table, chain, out);
                RuleCodec.handle(handle, out);
            }
            case NftChange.AddElements _, NftChange.DeleteElements _ ->
                    throw new AssertionError("elements take several messages");
        }
    }

    private static void elements(
            NftSet set, List<NftElement> all, boolean delete, int lastFlags, MessageWriter out) {
        int kind = delete ? NftMessage.DELSETELEM : NftMessage.NEWSETELEM;
        int flags = delete ? 0 : NLM_F_CREATE | NLM_F_EXCL;
        for (int from = 0; from < all.size(); from += ELEMENTS_AT_ONCE) {
            int to = Math.min(from + ELEMENTS_AT_ONCE, all.size());
            int last = to == all.size() ? lastFlags : 0;
            NftMessage.begin(out, kind, flags | last, set.table().family());
            ElementCodec.encode(set, all.subList(from, to), delete, out);
        }
    }
}
