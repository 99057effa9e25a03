package naru.linux.nft.socket;

import static naru.linux.netlink.NetlinkSocket.NLM_F_ACK;
import static naru.linux.netlink.NetlinkSocket.NLM_F_DUMP;

import naru.linux.Kernel;
import naru.linux.error.LinuxException;
import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.MessageWriter;
import naru.linux.netlink.NetlinkProtocol;
import naru.linux.netlink.NetlinkSocket;
import naru.linux.netlink.Refusal;
import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;
import naru.linux.nft.Nftables;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An nf_tables netlink socket of the namespace in which it was opened. Thread-safe; calls are
 * serialized.
 */
public final class NftSocket implements Nftables, AutoCloseable {
    private static final int GENERATION_ID = 1; // NFTA_GEN_ID, linux/netfilter/nf_tables.h

    private final Kernel kernel;
    private final NetlinkSocket socket;

    private NftSocket(Kernel kernel, NetlinkSocket socket) {
        this.kernel = kernel;
        this.socket = socket;
    }

    /** Opens a socket in the calling thread's namespace. */
    public static NftSocket open(Kernel kernel) {
        return new NftSocket(kernel, NetlinkSocket.open(NetlinkProtocol.NETFILTER));
    }

    /** The names of the expressions that the kernel lists for a rule: {@link ListedRule}. */
    public static List<String> expressions(NftRule rule) {
        return RuleCodec.expressions(rule);
    }

    @Override
    public void commit(List<? extends NftChange> changes) {
        for (NftChange change : changes) {
            kernel.reach(ChangeCodec.operation(change), ChangeCodec.object(change));
        }
        var batch = new Batch(changes);
        if (batch.isEmpty()) {
            return;
        }
        List<Refusal> refusals = socket.send(batch::write);
        if (refusals.isEmpty()) {
            return;
        }
        LinuxException first = batch.exception(refusals.getFirst());
        for (Refusal later : refusals.subList(1, refusals.size())) {
            first.addSuppressed(batch.exception(later));
        }
        throw first;
    }

    @Override
    public long generation() {
        return socket.query(
                "NFT_MSG_GETGEN",
                "",
                out -> NftMessage.begin(out, NftMessage.GETGEN, 0, 0),
                NftSocket::decodeGeneration);
    }

    @Override
    public int port() {
        return socket.port();
    }

    @Override
    public List<NftTable> tables() {
        return dump(NftMessage.GETTABLE, 0, out -> {}, ChainCodec::decodeTable);
    }

    @Override
    public List<NftChain> chains(NftTable table) {
        return ofTable(NftMessage.GETCHAIN, table, ChainCodec::decodeChain, NftChain::table);
    }

    @Override
    public List<NftSet> sets(NftTable table) {
        return ofTable(NftMessage.GETSET, table, SetCodec::decode, NftSet::table);
    }

    @Override
    public List<NftElement> elements(NftSet set) {
        return ElementCodec.decode(set, elementMessages(set));
    }

    @Override
    public Map<List<NftValue>, Long> packets(NftSet set) {
        return ElementCodec.packets(set, elementMessages(set));
    }

    private List<List<RawElement>> elementMessages(NftSet set) {
        return dump(
                NftMessage.GETSETELEM,
                set.table().family().number(),
                out -> ElementCodec.name(set, out),
                ElementCodec::decode);
    }

    @Override
    public List<ListedRule> rules(NftTable table) {
        return ofTable(NftMessage.GETRULE, table, RuleCodec::decode, ListedRule::table);
    }

    @Override
    public void close() {
        socket.close();
    }

    /** A dump of the whole family, filtered by table here. */
    private <T> List<T> ofTable(
            int kind,
            NftTable table,
            Function<MessageReader, @Nullable T> decode,
            Function<T, NftTable> tableOf) {
        return dump(
                kind,
                table.family().number(),
                out -> ChainCodec.name(table, out),
                message -> {
                    T found = decode.apply(message);
                    return found != null && tableOf.apply(found).equals(table) ? found : null;
                });
    }

    private <T> List<T> dump(
            int kind,
            int family,
            Consumer<MessageWriter> body,
            Function<MessageReader, @Nullable T> decode) {
        return socket.dump(
                NftMessage.name(kind),
                out -> {
                    NftMessage.begin(out, kind, NLM_F_DUMP, family);
                    body.accept(out);
                },
                decode);
    }

    private static long decodeGeneration(MessageReader message) {
        Attributes attributes = message.attributes(NftMessage.FIXED);
        while (attributes.next()) {
            if (attributes.type() == GENERATION_ID) {
                return attributes.u32be() & 0xffffffffL;
            }
        }
        return 0;
    }

    /** A transaction as messages: its beginning, those of each change, its end. */
    private static final class Batch {
        private final List<? extends NftChange> changes;
        private final int[] firstMessage;

        Batch(List<? extends NftChange> changes) {
            this.changes = changes.stream().filter(change -> !isEmpty(change)).toList();
            this.firstMessage = new int[this.changes.size()];
        }

        boolean isEmpty() {
            return changes.isEmpty();
        }

        void write(MessageWriter out) {
            NftMessage.beginBatch(out);
            for (int i = 0; i < changes.size(); i++) {
                firstMessage[i] = out.messages();
                int ack = i == changes.size() - 1 ? NLM_F_ACK : 0;
                ChangeCodec.encode(changes.get(i), i + 1, ack, out);
            }
            NftMessage.endBatch(out);
        }

        /** Names the change of a rejected message; the commit itself may be rejected, too. */
        LinuxException exception(Refusal refusal) {
            int index = changes.size() - 1;
            while (index > 0 && firstMessage[index] > refusal.position()) {
                index--;
            }
            NftChange change = changes.get(index);
            String operation =
                    refusal.position() == 0
                            ? "nftables transaction"
                            : ChangeCodec.operation(change);
            return refusal.of(operation, ChangeCodec.object(change));
        }

        private static boolean isEmpty(NftChange change) {
            return switch (change) {
                case NftChange.AddElements add -> add.elements().isEmpty();
                case NftChange.DeleteElements delete -> delete.elements().isEmpty();
                default -> false;
            };
        }
    }
}
