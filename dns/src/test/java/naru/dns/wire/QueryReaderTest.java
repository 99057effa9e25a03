package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import naru.dns.wire.QueryReader.Message;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class QueryReaderTest {
    /** {@code dig +noedns web-1 A}, captured with tcpdump 4.99.3; dig 9.18.28. */
    private static final byte[] DIG =
            HexFormat.of().parseHex("3a5c01200001000000000000057765622d310000010001");

    @Test
    void parsesQueryOfDig() {
        assertThat(query(DIG))
                .isEqualTo(new Query(0x3a5c, true, "web-1", RecordType.A, 1, 11, Query.Edns.NONE));
    }

    @Test
    void parsesQueryOfDnsjava() throws Exception {
        var message =
                org.xbill.DNS.Message.newQuery(
                        Record.newRecord(Name.fromString("Web.Br_XX."), Type.HTTPS, DClass.IN));
        message.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);

        var query = query(message.toWire());

        assertThat(query.id()).isEqualTo(message.getHeader().getID());
        assertThat(query.name()).isEqualTo("web.br_xx");
        assertThat(query.type()).isEqualTo(Type.HTTPS);
        assertThat(query.edns()).isEqualTo(new Query.Edns(true, 0, 4096));
    }

    @Test
    void raisesPayloadTo512() throws Exception {
        var message =
                org.xbill.DNS.Message.newQuery(
                        Record.newRecord(Name.fromString("a."), Type.A, DClass.IN));
        message.addRecord(new OPTRecord(100, 0, 1), Section.ADDITIONAL);

        assertThat(query(message.toWire()).edns()).isEqualTo(new Query.Edns(true, 1, 512));
    }

    @Test
    void rejectsZeroOrTwoQuestions() {
        assertThat(read(with(DIG, 5, 0)))
                .isEqualTo(new Message.Unacceptable(0x3a5c, Rcode.FORMERR));
        assertThat(read(with(DIG, 5, 2)))
                .isEqualTo(new Message.Unacceptable(0x3a5c, Rcode.FORMERR));
    }

    @Test
    void rejectsOtherOpcodes() {
        assertThat(read(with(DIG, 2, 0x28)))
                .isEqualTo(new Message.Unacceptable(0x3a5c, Rcode.NOTIMP));
    }

    @Test
    void ignoresResponses() {
        assertThat(read(with(DIG, 2, 0x81))).isInstanceOf(Message.Ignorable.class);
    }

    @Test
    void rejectsSelfReferencingName() {
        var loop = HexFormat.of().parseHex("000101000001000000000000" + "c00c" + "00010001");

        assertThat(read(loop)).isEqualTo(new Message.Unacceptable(1, Rcode.FORMERR));
    }

    @Test
    void skipsRecordWithSelfReferencingName() {
        var additional = "c01c" + "0029" + "0400" + "00000000" + "0000";
        var loop =
                HexFormat.of()
                        .parseHex(
                                "000101000001000000000001"
                                        + "0161"
                                        + "00"
                                        + "00010001"
                                        + additional);

        assertThat(query(loop).edns().present())
                .isFalse(); // an OPT record's name is the root, no pointer
    }

    @Test
    void rejectsTwoOptRecords() {
        var opt = "00" + "0029" + "0400" + "00000000" + "0000";
        var two =
                HexFormat.of()
                        .parseHex(
                                "000101000001000000000002"
                                        + "0161"
                                        + "00"
                                        + "00010001"
                                        + opt
                                        + opt);

        assertThat(read(two)).isEqualTo(new Message.Unacceptable(1, Rcode.FORMERR));
    }

    @Test
    void rejectsNamesBeyond255Bytes() {
        var header = "000101000001000000000000";
        var label = "3f" + "61".repeat(63);
        var longest =
                HexFormat.of()
                        .parseHex(
                                header
                                        + label.repeat(3)
                                        + "3d"
                                        + "61".repeat(61)
                                        + "00"
                                        + "00010001");
        var tooLong = HexFormat.of().parseHex(header + label.repeat(4) + "00" + "00010001");

        assertThat(query(longest).name()).hasSize(253);
        assertThat(read(tooLong)).isEqualTo(new Message.Unacceptable(1, Rcode.FORMERR));
    }

    @Test
    void handlesTruncationAtEachByte() throws Exception {
        var message =
                org.xbill.DNS.Message.newQuery(
                        Record.newRecord(Name.fromString("web.net."), Type.A, DClass.IN));
        message.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);
        var whole = message.toWire();

        for (int length = 0; length < whole.length; length++) {
            var cut = read(Arrays.copyOf(whole, length));
            if (length < 12) {
                assertThat(cut).as("first %d bytes", length).isInstanceOf(Message.Ignorable.class);
            } else {
                var id = message.getHeader().getID();
                assertThat(cut)
                        .as("first %d bytes", length)
                        .isEqualTo(new Message.Unacceptable(id, Rcode.FORMERR));
            }
        }
        assertThat(read(whole)).isInstanceOf(Message.Standard.class);
    }

    @Test
    void survivesRandomBytes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 12 && random.nextBoolean()) {
                System.arraycopy(DIG, 0, bytes, 0, 12);
                bytes[11] = (byte) random.nextInt(4);
            }
            assertThatCode(() -> read(bytes))
                    .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void agreesWithDnsjavaOnMutatedQueries() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int agreed = 0;
        for (int i = 0; i < 50_000; i++) {
            var bytes = DIG.clone();
            bytes[12 + random.nextInt(bytes.length - 12)] = (byte) random.nextInt(256);
            if (read(bytes) instanceof Message.Standard(Query query)) {
                var theirs = new org.xbill.DNS.Message(bytes).getQuestion();
                assertThat(query.type()).as("seed %d", seed).isEqualTo(theirs.getType());
                assertThat(query.dnsClass()).as("seed %d", seed).isEqualTo(theirs.getDClass());
                var labels =
                        Names.encode(query.name()).orElse(new byte[1]); // a zero byte is the root
                assertThat(labels)
                        .as("seed %d", seed)
                        .isEqualTo(theirs.getName().toWireCanonical());
                agreed++;
            }
        }
        assertThat(agreed).isGreaterThan(20_000);
    }

    private static Query query(byte[] bytes) {
        assertThat(read(bytes)).isInstanceOf(Message.Standard.class);
        return ((Message.Standard) read(bytes)).query();
    }

    private static Message read(byte[] bytes) {
        ByteBuf message = Unpooled.wrappedBuffer(bytes);
        return QueryReader.read(message);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        var changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }
}
