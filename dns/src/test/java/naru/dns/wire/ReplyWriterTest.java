package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import naru.dns.wire.QueryReader.Message.Standard;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;

/** Every reply is decoded by dnsjava. */
class ReplyWriterTest {
    private final ReplyWriter writer = new ReplyWriter(UnpooledByteBufAllocator.DEFAULT);
    private final Message question = Message.newQuery(record("WeB.", Type.A));

    @Test
    void writesAddressOfEachFamily() throws Exception {
        var reply = addresses(List.of(address("172.30.0.10"), address("fd00::10")), 512);

        assertThat(reply.getHeader().getID()).isEqualTo(question.getHeader().getID());
        assertThat(flags(reply)).containsExactly("qr", "aa", "rd", "ra");
        assertThat(reply.getSection(Section.ANSWER))
                .containsExactly(
                        new ARecord(name("WeB."), DClass.IN, 7, address("172.30.0.10")),
                        new AAAARecord(name("WeB."), DClass.IN, 7, address("fd00::10")));
        assertThat(reply.getQuestion().getName().toString())
                .as("in the client's case")
                .isEqualTo("WeB.");
    }

    @Test
    void writesNoDataWithoutAddress() throws Exception {
        var reply = addresses(List.of(), 512);

        assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR.code());
        assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void fillsPacketAndSetsTruncated() throws Exception {
        var many = IntStream.range(0, 100).mapToObj(i -> address("10.0.0." + i)).toList();

        var reply = addresses(many, 512);

        assertThat(reply.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(reply.getSection(Section.ANSWER)).hasSize((512 - 12 - 9) / 16);
        assertThat(addresses(many, ReplyWriter.MAX_LENGTH).getSection(Section.ANSWER)).hasSize(100);
        assertThat(addresses(many, ReplyWriter.MAX_LENGTH).getHeader().getFlag(Flags.TC)).isFalse();
    }

    @Test
    void reservesSpaceForOptRecord() throws Exception {
        question.addRecord(new OPTRecord(700, 0, 0), Section.ADDITIONAL);
        var many = IntStream.range(0, 100).mapToObj(i -> address("10.0.0." + i)).toList();

        var reply = addresses(many, 700);

        assertThat(reply.getSection(Section.ANSWER)).hasSize((700 - 12 - 9 - 11) / 16);
        assertThat(reply.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(reply.numBytes()).isLessThanOrEqualTo(700);
    }

    @Test
    void encodesExtendedCodeForUnknownVersion() throws Exception {
        question.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);

        assertThat(parsed(writer.empty(message(), query(), Rcode.BADVERS)).getRcode())
                .isEqualTo(Rcode.BADVERS.code());
    }

    @Test
    void writesPointerRecord() throws Exception {
        var reply = parsed(writer.pointer(message(), query(), "web-1.br_xx", 7));

        assertThat(reply.getSection(Section.ANSWER))
                .containsExactly(new PTRRecord(name("WeB."), DClass.IN, 7, name("web-1.br_xx.")));
    }

    @Test
    void omitsInvalidName() throws Exception {
        var reply = parsed(writer.pointer(message(), query(), "a..b", 7));

        assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR.code());
        assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void answersMalformedQueryWithHeader() throws Exception {
        var reply = parsed(writer.header(0x1234, Rcode.FORMERR));

        assertThat(reply.getHeader().getID()).isEqualTo(0x1234);
        assertThat(reply.getRcode()).isEqualTo(Rcode.FORMERR.code());
        assertThat(reply.getHeader().getFlag(Flags.QR)).isTrue();
    }

    private Message addresses(List<InetAddress> addresses, int limit) throws Exception {
        var reply = writer.addresses(message(), query(), addresses, 7, limit);
        assertThat(reply.readableBytes()).isLessThanOrEqualTo(limit);
        return parsed(reply);
    }

    private ByteBuf message() {
        return Unpooled.wrappedBuffer(question.toWire());
    }

    private Query query() {
        return ((Standard) QueryReader.read(message())).query();
    }

    private static Message parsed(ByteBuf reply) throws Exception {
        return new Message(ByteBufUtil.getBytes(reply));
    }

    private static List<String> flags(Message reply) {
        return List.of(reply.getHeader().printFlags().trim().split(" "));
    }

    private static Record record(String name, int type) {
        return Record.newRecord(name(name), type, DClass.IN);
    }

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
