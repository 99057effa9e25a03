package naru.dns.forward;

import static naru.dns.forward.ForwarderLoop.message;
import static naru.dns.forward.ForwarderLoop.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

class ForwarderTest {
    private static final Name NAME = Name.fromConstantString("Elsewhere.example.");

    private final ForwarderLoop loop = new ForwarderLoop(Duration.ZERO);
    private final Message question = Message.newQuery(Record.newRecord(NAME, Type.TXT, DClass.IN));

    @AfterEach
    void stop() {
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void passesAnAnswerBackUnderTheClientsId(Transport transport) throws Exception {
        try (var upstream = new FakeUpstream(asked -> List.of(withText(asked, 5).toWire()))) {
            var reply = ask(transport, upstream.address());

            assertThat(reply.getHeader().getID()).isEqualTo(question.getHeader().getID());
            assertThat(reply.getSection(Section.ANSWER)).hasSize(5);
            assertThat(upstream.asked().getFirst().getQuestion()).isEqualTo(question.getQuestion());
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesNxdomainBackWithoutAskingTheNext(Transport transport) throws Exception {
        try (var first = FakeUpstream.saying(Rcode.NXDOMAIN);
                var second = FakeUpstream.saying(Rcode.NOERROR)) {
            assertThat(ask(transport, first.address(), second.address()).getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
            assertThat(second.asked()).isEmpty();
        }
    }

    @Test
    void queriesNextAfterServfailAndRefused() throws Exception {
        try (var first = FakeUpstream.saying(Rcode.SERVFAIL);
                var second = FakeUpstream.saying(Rcode.REFUSED);
                var third = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            assertThat(
                            ask(Transport.UDP, first.address(), second.address(), third.address())
                                    .getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void returnsFirstRefusalIfAllRefuse() throws Exception {
        try (var first = FakeUpstream.saying(Rcode.REFUSED);
                var second = FakeUpstream.saying(Rcode.SERVFAIL)) {
            assertThat(ask(Transport.UDP, first.address(), second.address()).getRcode())
                    .isEqualTo(Rcode.REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void triesTheNextAtOnceWhenThePortIsClosed(Transport transport) throws Exception {
        var gone = FakeUpstream.silent();
        gone.close();
        try (var second = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            var started = System.nanoTime();
            assertThat(ask(transport, gone.address(), second.address()).getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void queriesNextAfterSilence() throws Exception {
        try (var first = FakeUpstream.silent();
                var second = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            var upstreams = upstreams(first.address(), second.address());

            for (int i = 0; i < 6; i++) {
                assertThat(message(ask(Transport.UDP, upstreams)).getRcode())
                        .isEqualTo(Rcode.NXDOMAIN);
            }

            assertThat(first.asked()).as("the silent one is not asked again").hasSize(2);
        }
    }

    @Test
    void acceptsLateAnswer() throws Exception {
        try (var slow =
                        new FakeUpstream(asked -> {
                            sleep(1_600);
                            return List.of(FakeUpstream.reply(asked, Rcode.NXDOMAIN).toWire());
                        });
                var silent = FakeUpstream.silent()) {
            assertThat(ask(Transport.UDP, slow.address(), silent.address()).getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void reportsSilenceOfAllServers() throws Exception {
        try (var silent = FakeUpstream.silent()) {
            var started = System.nanoTime();
            assertThat(ask(Transport.UDP, upstreams(silent.address())))
                    .isInstanceOf(Outcome.Nothing.class);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void reportsMissingServersAtOnce() throws Exception {
        assertThat(ask(Transport.UDP, upstreams())).isInstanceOf(Outcome.Nothing.class);
    }

    @Test
    void rejectsForgedAnswers() throws Exception {
        try (var upstream =
                new FakeUpstream(asked -> {
                    var wrongId = FakeUpstream.reply(asked, Rcode.NOERROR);
                    wrongId.getHeader().setID(asked.getHeader().getID() ^ 1);
                    var wrongName = new Message(asked.getHeader().getID());
                    wrongName.getHeader().setFlag(org.xbill.DNS.Flags.QR);
                    wrongName.addRecord(
                            Record.newRecord(
                                    Name.fromConstantString("elsewhere.examplf."),
                                    Type.TXT,
                                    DClass.IN),
                            Section.QUESTION);
                    var wrongType = new Message(asked.getHeader().getID());
                    wrongType.getHeader().setFlag(org.xbill.DNS.Flags.QR);
                    wrongType.addRecord(
                            Record.newRecord(NAME, Type.A, DClass.IN), Section.QUESTION);
                    return Stream.of(
                                    wrongId.toWire(),
                                    wrongName.toWire(),
                                    wrongType.toWire(),
                                    asked.toWire(), // the query itself, echoed
                                    new byte[3],
                                    FakeUpstream.reply(asked, Rcode.NXDOMAIN).toWire())
                            .toList();
                })) {
            assertThat(ask(Transport.UDP, upstream.address()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void usesRandomIdsAndPorts() throws Exception {
        try (var upstream = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            var ids = new HashSet<Integer>();
            for (int i = 0; i < 16; i++) {
                ask(Transport.UDP, upstream.address());
                ids.add(upstream.asked().get(i).getHeader().getID());
            }
            assertThat(ids).hasSizeGreaterThan(12);
            assertThat(new HashSet<>(upstream.ports())).hasSizeGreaterThan(12);
        }
    }

    private static Message withText(Message question, int records) {
        var reply = FakeUpstream.reply(question, Rcode.NOERROR);
        for (int i = 0; i < records; i++) {
            reply.addRecord(new TXTRecord(NAME, DClass.IN, 60, "text " + i), Section.ANSWER);
        }
        return reply;
    }

    private Message ask(Transport transport, InetSocketAddress... upstreams) throws Exception {
        return message(ask(transport, upstreams(upstreams)));
    }

    private Outcome ask(Transport transport, Upstreams upstreams) throws Exception {
        return loop.outcome(question, transport, upstreams);
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
