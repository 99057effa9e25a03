package naru.linux.nft.socket;

import static naru.linux.nft.Nft.TCP;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.rule;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.netlink.MalformedMessageException;
import naru.linux.netlink.Wire;
import naru.linux.nft.ChainHook;
import naru.linux.nft.ListedRule;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Messages against those of nft 1.0.6, which made a table, a chain, a map, an element and a rule.
 */
class NftWireFormatTest {
    private static final NftTable TABLE = NftTable.inet("naru");
    private static final NftSet MAP =
            NftSet.of(TABLE, "p", NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                    .withIntervals()
                    .to(NftType.IPV4_ADDRESS, NftType.INET_SERVICE);
    private static final NftElement ELEMENT =
            MAP.element(NftValue.protocol(TCP), NftValue.port(8080))
                    .to(NftValue.address(ofLiteral("10.99.0.2")), NftValue.port(80))
                    .comment("naru:endpoint:1");
    private static final NftChain CHAIN =
            NftChain.base(TABLE, "c", ChainHook.filter(ChainHook.Point.FORWARD, 0));

    @Test
    void addsATable() {
        byte[] theirs = theirs(NftMessage.NEWTABLE);
        theirs[7] |= 0x04; // NLM_F_CREATE, which the kernel does not require here
        byte[] ours = ours(NftMessage.NEWTABLE, new NftChange.AddTable(TABLE));
        var nests = new TreeSet<String>();
        assertThat(Wire.shape(ours, 4, nests)).isEqualTo(Wire.shape(theirs, 4, nests));
    }

    @Test
    void addsAMapOfConcatenatedIntervals() {
        byte[] theirs = theirs(NftMessage.NEWSET);
        byte[] ours = ours(NftMessage.NEWSET, new NftChange.AddSet(MAP));
        // nft adds what only nft reads: the types once more, as a type expression.
        var nests = new TreeSet<>(List.of("/9", "/9/2"));
        String[] different = Wire.shape(theirs, 4, nests).split("/13=", -1);
        assertThat(Wire.shape(ours, 4, nests)).startsWith(different[0]);
        assertThat(different).hasSize(2);
    }

    @Test
    void addsAnElement() {
        byte[] ours = ours(NftMessage.NEWSETELEM, add(ELEMENT));
        byte[] theirs = theirs(NftMessage.NEWSETELEM);
        theirs[7] |= 0x02; // NLM_F_EXCL, because a port has one owner
        var nests = new TreeSet<>(List.of("/3", "/3/1"));
        // nft names the map by its number in the transaction too.
        String shape = Wire.shape(theirs, 4, nests).replace(", /4=00000001", "");
        assertThat(Wire.shape(ours, 4, nests)).isEqualTo(shape);
    }

    @Test
    void addsABaseChain() {
        byte[] theirs = theirs(NftMessage.NEWCHAIN);
        byte[] ours = ours(NftMessage.NEWCHAIN, new NftChange.AddChain(CHAIN));
        // nft leaves the policy to the kernel when the text names none.
        String shape = Wire.shape(ours, 4, new TreeSet<>()).replace("/5=00000001, ", "");
        assertThat(shape).isEqualTo(Wire.shape(theirs, 4, new TreeSet<>()));
    }

    @Test
    void addsARule() {
        var rule = rule(CHAIN, iifname().isNot(NftValue.link("lo")), accept()).comment("x");
        assertSame(NftMessage.NEWRULE, new NftChange.AppendRule(rule));
    }

    @Test
    void decodesMessagesOfNft() {
        assertThat(SetCodec.decode(read(theirs(NftMessage.NEWSET)))).isEqualTo(MAP);
        var raw = ElementCodec.decode(read(theirs(NftMessage.NEWSETELEM)));
        assertThat(ElementCodec.decode(MAP, List.of(raw))).containsExactly(ELEMENT);
        assertThat(ChainCodec.decodeChain(read(theirs(NftMessage.NEWCHAIN)))).isEqualTo(CHAIN);
        assertThat(RuleCodec.decode(read(theirs(NftMessage.NEWRULE))))
                .isEqualTo(new ListedRule(TABLE, "c", 0, List.of("meta", "cmp", "immediate"), "x"));
    }

    @Test
    void decodersTerminateOnRandomBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] batch = Wire.resource(NftWireFormatTest.class, "batch.hex");
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = Arrays.copyOf(batch, random.nextInt(batch.length) + 1);
            for (int change = random.nextInt(6); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                decodeAll(bytes);
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            } catch (RuntimeException wrong) {
                throw new AssertionError("seed " + seed, wrong);
            }
        }
    }

    private static void decodeAll(byte[] bytes) {
        var reader = Wire.reader(bytes);
        while (reader.next()) {
            ChainCodec.decodeTable(reader);
            ChainCodec.decodeChain(reader);
            SetCodec.decode(reader);
            RuleCodec.decode(reader);
            ElementCodec.decode(MAP, List.of(ElementCodec.decode(reader)));
        }
    }

    private static void assertSame(int kind, NftChange change) {
        var nests = new TreeSet<>(List.of("/4"));
        assertThat(Wire.shape(ours(kind, change), 4, nests))
                .isEqualTo(Wire.shape(theirs(kind), 4, nests));
    }

    private static NftChange add(NftElement element) {
        return new NftChange.AddElements(MAP, List.of(element));
    }

    /** Naru's message with the sequence number of nft's. */
    private static byte[] ours(int kind, NftChange change) {
        int sequence = ByteBuffer.wrap(theirs(kind)).order(ByteOrder.nativeOrder()).getInt(8);
        return Wire.written(sequence, out -> ChangeCodec.encode(change, 1, 0, out));
    }

    /** nft's message of a type. */
    private static byte[] theirs(int kind) {
        byte[] batch = Wire.resource(NftWireFormatTest.class, "batch.hex");
        var bytes = ByteBuffer.wrap(batch).order(ByteOrder.nativeOrder());
        for (int at = 0; at < batch.length; at += bytes.getInt(at) + 3 & ~3) {
            if (bytes.getShort(at + 4) == (short) (0x0a00 | kind)) {
                return Arrays.copyOfRange(batch, at, at + bytes.getInt(at));
            }
        }
        throw new AssertionError("no message of kind " + kind);
    }

    private static naru.linux.netlink.MessageReader read(byte[] bytes) {
        var reader = Wire.reader(bytes);
        assertThat(reader.next()).isTrue();
        return reader;
    }
}
