package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.util.Arrays;

class ReplyFactsTest {
    private static final Name NAME = Name.fromConstantString("www.example.");
    private static final Name ZONE = Name.fromConstantString("example.");
    private static final int QUESTION_END = QueryReader.HEADER + NAME.length() + 4;

    @Test
    void returnsMinimumTtl() throws Exception {
        assertThat(read(reply(Rcode.NOERROR, 300, 20, 60)).lifetime()).isEqualTo(20);
        assertThat(read(reply(Rcode.NOERROR, 1_000_000)).lifetime()).isEqualTo(86_400);
        assertThat(read(reply(Rcode.NOERROR, 0x80000000L)).lifetime()).isZero();
    }

    @Test
    void findsAllTtlsExceptEdns() throws Exception {
        var reply = reply(Rcode.NOERROR, 300, 20);
        reply.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        var bytes = reply.toWire();
        var facts = ReplyFacts.read(bytes, QUESTION_END);
        assertThat(facts.ttls()).hasSize(2);
        assertThat(bytes[facts.ttls()[0] + 2]).isEqualTo((byte) (300 >> 8));
        assertThat(bytes[facts.ttls()[1] + 3]).isEqualTo((byte) 20);
    }

    @Test
    void usesZoneTtlForDenials() throws Exception {
        for (int rcode : new int[] {Rcode.NXDOMAIN, Rcode.NOERROR}) {
            assertThat(read(denial(rcode, 900, 60)).lifetime()).isEqualTo(60);
            assertThat(read(denial(rcode, 30, 60)).lifetime()).isEqualTo(30);
            assertThat(read(denial(rcode, 90_000, 90_000)).lifetime()).isEqualTo(10_800);
        }
    }

    @Test
    void rejectsUncacheableReplies() throws Exception {
        assertThat(read(reply(Rcode.NXDOMAIN)).lifetime()).as("no zone").isZero();
        assertThat(read(denial(Rcode.SERVFAIL, 60, 60)).lifetime()).isZero();
        assertThat(read(denial(Rcode.REFUSED, 60, 60)).lifetime()).isZero();
        var truncated = reply(Rcode.NOERROR, 60);
        truncated.getHeader().setFlag(Flags.TC);
        assertThat(read(truncated).lifetime()).isZero();
        var referral = reply(Rcode.NOERROR);
        referral.addRecord(new NSRecord(ZONE, DClass.IN, 60, ZONE), Section.AUTHORITY);
        assertThat(read(referral).lifetime()).isZero();
    }

    @Test
    void rejectsTruncatedMessage() {
        var bytes = denial(Rcode.NXDOMAIN, 60, 60).toWire();
        for (int length = QUESTION_END; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ReplyFacts.read(cut, QUESTION_END))
                    .isInstanceOf(MalformedMessage.class);
        }
    }

    private static ReplyFacts read(Message reply) throws MalformedMessage {
        return ReplyFacts.read(reply.toWire(), QUESTION_END);
    }

    private static Message reply(int rcode, long... ttls) {
        var reply = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setRcode(rcode);
        for (int i = 0; i < ttls.length; i++) {
            var address = InetAddress.ofLiteral("192.0.2." + i);
            var record = new ARecord(NAME, DClass.IN, ttls[i] & 0x7fffffff, address);
            reply.addRecord(record, Section.ANSWER);
        }
        return ttls.length == 1 && ttls[0] > Integer.MAX_VALUE ? withHighBit(reply) : reply;
    }

    /** dnsjava cannot write such a TTL, so it is patched into the last record. */
    private static Message withHighBit(Message reply) {
        var bytes = reply.toWire();
        bytes[bytes.length - 10] |= (byte) 0x80;
        return new Message(reply.getHeader().getID()) {
            @Override
            public byte[] toWire() {
                return bytes;
            }
        };
    }

    private static Message denial(int rcode, long ttl, long minimum) {
        var reply = reply(rcode);
        reply.addRecord(
                new SOARecord(ZONE, DClass.IN, ttl, ZONE, ZONE, 1, 2, 3, 4, minimum),
                Section.AUTHORITY);
        return reply;
    }
}
