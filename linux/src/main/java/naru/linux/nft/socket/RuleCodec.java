package naru.linux.nft.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.nft.ListedRule;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftTable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Messages about rules: NFTA_RULE_*, linux/netfilter/nf_tables.h. */
final class RuleCodec {
    private static final int TABLE = 1; // NFTA_RULE_TABLE
    private static final int CHAIN = 2;
    private static final int HANDLE = 3;
    private static final int EXPRESSIONS = 4;
    private static final int USERDATA = 7;
    private static final int EXPRESSION_NAME = 1; // NFTA_EXPR_NAME

    private RuleCodec() {}

    static void encode(NftRule rule, MessageWriter out) {
        name(rule.chain().table(), rule.chain().name(), out);
        out.nested(EXPRESSIONS, list -> new RuleWriter(rule.chain().table(), list).write(rule));
        ChainCodec.userData(out, USERDATA, UserData.comment(rule.comment()));
    }

    /** The expressions that the kernel will list for a rule: {@link ListedRule#expressions}. */
    static List<String> expressions(NftRule rule) {
        return new RuleWriter(rule.chain().table(), MessageWriter.toNobody()).write(rule);
    }

    static void name(NftTable table, String chain, MessageWriter out) {
        out.string(TABLE, table.name());
        out.string(CHAIN, chain);
    }

    static void handle(long handle, MessageWriter out) {
        out.u64be(HANDLE, handle);
    }

    static @Nullable ListedRule decode(MessageReader message) {
        NftTable table = ChainCodec.decodeTable(message); // NFTA_RULE_TABLE is NFTA_TABLE_NAME
        String chain = "";
        String comment = null;
        long handle = 0;
        var expressions = new ArrayList<String>();
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case CHAIN -> chain = attributes.string();
                case HANDLE -> handle = attributes.u64be();
                case USERDATA -> comment = UserData.find(attributes.bytes(), UserData.COMMENT);
                case EXPRESSIONS -> {
                    Attributes list = attributes.nested();
                    while (list.next()) {
                        expressions.add(expressionName(list.nested()));
                    }
                }
                default -> {}
            }
        }
        return table == null ? null : new ListedRule(table, chain, handle, expressions, comment);
    }

    private static String expressionName(Attributes expression) {
        while (expression.next()) {
            if (expression.type() == EXPRESSION_NAME) {
                return expression.string();
            }
        }
        return "";
    }
}
