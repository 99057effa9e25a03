package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.util.Arrays;

class ReplyTextTest {
    private static final Name NAME = Name.fromConstantString("www.example.");
    private static final Name HOST = Name.fromConstantString("host.www.example.");

    @Test
    void expandsCompressedNames() throws Exception {
        var reply = reply();
        assertThat(ReplyText.answers(reply.toWire()))
                .containsExactly(
                        "www.example. 300 CNAME host.www.example.",
                        "host.www.example. 60 A 192.0.2.1",
                        "host.www.example. 60 AAAA 2001:db8:0:0:0:0:0:1",
                        "host.www.example. 60 TXT 026869");
        assertThat(ReplyText.rcode(reply.toWire())).isEqualTo("NOERROR");
    }

    @Test
    void rejectsPointerLoopsAndTruncation() {
        var bytes = reply().toWire();
        int name = QueryReader.HEADER + NAME.length() + 4;
        for (int target : new int[] {name, name + 1, 0x3fff}) {
            var circle = bytes.clone();
            circle[name] = (byte) (0xc0 | target >> 8);
            circle[name + 1] = (byte) target;
            assertThatThrownBy(() -> ReplyText.answers(circle))
                    .isInstanceOf(MalformedMessage.class);
        }
        for (int length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ReplyText.answers(cut)).isInstanceOf(MalformedMessage.class);
        }
    }

    private static Message reply() {
        var reply = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setRcode(Rcode.NOERROR);
        reply.addRecord(new CNAMERecord(NAME, DClass.IN, 300, HOST), Section.ANSWER);
        var ipv4 = InetAddress.ofLiteral("192.0.2.1");
        reply.addRecord(new ARecord(HOST, DClass.IN, 60, ipv4), Section.ANSWER);
        var ipv6 = InetAddress.ofLiteral("2001:db8::1");
        reply.addRecord(new AAAARecord(HOST, DClass.IN, 60, ipv6), Section.ANSWER);
        reply.addRecord(new TXTRecord(HOST, DClass.IN, 60, "hi"), Section.ANSWER);
        return reply;
    }
}
