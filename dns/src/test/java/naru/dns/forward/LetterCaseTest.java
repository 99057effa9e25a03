package naru.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import naru.dns.metrics.Counter;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

class LetterCaseTest {
    @Test
    void isRandomInEveryQuery() throws Exception {
        try (var loop = new ForwarderLoop(Duration.ZERO);
                var upstream = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            var spellings = new HashSet<String>();
            for (int i = 0; i < 20; i++) {
                loop.ask(question(), Transport.UDP, ForwarderLoop.upstreams(upstream.address()));
                spellings.add(upstream.asked().getLast().getQuestion().getName().toString());
            }
            assertThat(spellings).hasSizeGreaterThan(15);
        }
    }

    @Test
    void isDisabledForUpstreamThatChangesIt() throws Exception {
        try (var loop = new ForwarderLoop(Duration.ZERO);
                var upstream = new FakeUpstream(asked -> List.of(caseChanges(asked).toWire()))) {
            var upstreams = ForwarderLoop.upstreams(upstream.address());
            for (int i = 0; i < 5; i++) {
                var reply = loop.ask(question(), Transport.UDP, upstreams);
                assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
            }
            assertThat(loop.statistics.of(Counter.OTHER_CASE))
                    .as("replies not believed before it was known")
                    .isEqualTo(2);
            assertThat(upstream.asked()).hasSize(2 * 2 + 3);
        }
    }

    private static Message question() {
        var name = Name.fromConstantString("a-name-of-many-letters.example.");
        return Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    }

    private static Message caseChanges(Message asked) {
        var reply = new Message(asked.getHeader().getID());
        reply.getHeader().setFlag(org.xbill.DNS.Flags.QR);
        reply.getHeader().setRcode(Rcode.NXDOMAIN);
        var name = asked.getQuestion().getName().toString().toLowerCase(Locale.ROOT);
        reply.addRecord(
                Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN),
                Section.QUESTION);
        return reply;
    }
}
