package naru.dns.forward;

import static naru.dns.forward.ForwarderLoop.message;
import static naru.dns.forward.ForwarderLoop.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import naru.dns.metrics.Counter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ForwarderCacheTest {
    private static final Name ZONE = Name.fromConstantString("example.");

    private final ForwarderLoop loop = new ForwarderLoop(Duration.ofHours(1));

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void cachesWithinTtlAndCountsDown() throws Exception {
        try (var upstream = new FakeUpstream(asked -> List.of(address(asked, 60).toWire()))) {
            var upstreams = upstreams(upstream.address());
            assertThat(ttl(ask("a.example.", upstreams))).isEqualTo(60);

            loop.seconds += 59;
            assertThat(ttl(ask("A.Example.", upstreams))).isEqualTo(1);
            assertThat(upstream.asked()).hasSize(1);

            loop.seconds += 1;
            assertThat(ttl(ask("a.example.", upstreams))).isEqualTo(60);
            assertThat(upstream.asked()).hasSize(2);
            assertThat(loop.statistics.of(Counter.HIT)).isEqualTo(1);
        }
    }

    @Test
    void cachesDenialsForTtlOfZone() throws Exception {
        try (var upstream = new FakeUpstream(asked -> List.of(denial(asked, 900, 30).toWire()))) {
            var upstreams = upstreams(upstream.address());
            ask("no.example.", upstreams);
            loop.seconds += 29;
            assertThat(ask("no.example.", upstreams).getRcode()).isEqualTo(Rcode.NXDOMAIN);
            assertThat(upstream.asked()).hasSize(1);
            loop.seconds += 1;
            ask("no.example.", upstreams);
            assertThat(upstream.asked()).hasSize(2);
        }
    }

    @Test
    void cachesNothingWithoutTtl() throws Exception {
        try (var upstream = FakeUpstream.saying(Rcode.NXDOMAIN)) { // no SOA
            var upstreams = upstreams(upstream.address());
            ask("a.example.", upstreams);
            ask("a.example.", upstreams);
            assertThat(upstream.asked()).hasSize(2);
        }
    }

    @Test
    void separatesOrigins() throws Exception {
        try (var one = new FakeUpstream(asked -> List.of(address(asked, 60).toWire()));
                var two = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            ask("a.example.", upstreams(one.address()));
            assertThat(ask("a.example.", upstreams(two.address())).getRcode())
                    .isEqualTo(Rcode.NXDOMAIN);
        }
    }

    @Test
    void separatesAnswersByDnssec() throws Exception {
        try (var upstream = new FakeUpstream(asked -> List.of(address(asked, 60).toWire()))) {
            var upstreams = upstreams(upstream.address());
            ask(question("a.example."), upstreams);
            var edns = question("a.example.");
            edns.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
            ask(edns, upstreams);
            var dnssec = question("a.example.");
            dnssec.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
            ask(dnssec, upstreams);
            var unchecked = question("a.example.");
            unchecked.getHeader().setFlag(Flags.CD);
            ask(unchecked, upstreams);

            assertThat(upstream.asked()).hasSize(4);
            assertThat(upstream.asked().get(0).getOPT()).isNull();
            assertThat(upstream.asked().get(1).getOPT().getFlags()).isZero();
            assertThat(upstream.asked().get(2).getOPT().getFlags()).isEqualTo(ExtendedFlags.DO);
            assertThat(upstream.asked().get(3).getHeader().getFlag(Flags.CD)).isTrue();
        }
    }

    @Test
    void joinsEqualPendingQueries() throws Exception {
        var go = new CountDownLatch(1);
        try (var upstream =
                new FakeUpstream(asked -> {
                    await(go);
                    return List.of(address(asked, 60).toWire());
                })) {
            var upstreams = upstreams(upstream.address());
            var questions = new ArrayList<Message>();
            var outcomes = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < 500; i++) {
                questions.add(question(i % 2 == 0 ? "a.example." : "A.EXAMPLE."));
                outcomes.add(loop.begin(questions.getLast(), Transport.UDP, upstreams));
            }
            go.countDown();
            for (int i = 0; i < 500; i++) {
                var reply = message(outcomes.get(i).get(1, TimeUnit.MINUTES));
                assertThat(reply.getHeader().getID())
                        .isEqualTo(questions.get(i).getHeader().getID());
                assertThat(reply.getQuestion().getName())
                        .hasToString(questions.get(i).getQuestion().getName().toString());
            }
            assertThat(upstream.asked()).hasSizeLessThanOrEqualTo(2); // again after a second
            assertThat(loop.statistics.of(Counter.MISS)).isEqualTo(1);
        }
    }

    @Test
    void fetchesTruncatedAnswerOverTcp() throws Exception {
        try (var upstream = new FakeUpstream(ForwarderCacheTest::lengthy)) {
            var upstreams = upstreams(upstream.address());
            var small = ask("long.example.", upstreams);
            assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(small.getSection(Section.ANSWER)).isEmpty();

            var large = question("long.example.");
            large.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
            var whole = ask(large, upstreams);
            assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
            assertThat(whole.getSection(Section.ANSWER)).hasSize(20);

            int asked = upstream.asked().size();
            var byTcp = loop.ask(question("long.example."), Transport.TCP, upstreams);
            assertThat(byTcp.getSection(Section.ANSWER)).hasSize(20);
            assertThat(upstream.asked()).as("the client's second try is a hit").hasSize(asked);
        }
    }

    @Test
    void servesStaleAnswerAndRetriesLater() throws Exception {
        var dead = new java.util.concurrent.atomic.AtomicBoolean();
        try (var upstream =
                new FakeUpstream(asked ->
                        List.of(
                                (dead.get()
                                                ? FakeUpstream.reply(asked, Rcode.SERVFAIL)
                                                : address(asked, 60))
                                        .toWire()))) {
            var upstreams = upstreams(upstream.address());
            ask("a.example.", upstreams);
            loop.seconds += 100;
            dead.set(true);
            assertThat(ttl(ask("a.example.", upstreams))).isEqualTo(30);
            int asked = upstream.asked().size();
            assertThat(ttl(ask("a.example.", upstreams))).isEqualTo(30);
            assertThat(upstream.asked()).as("it has failed just now").hasSize(asked);

            dead.set(false);
            loop.seconds += 31;
            assertThat(ttl(ask("a.example.", upstreams))).isEqualTo(60);
            dead.set(true);
            loop.seconds += 3_700;
            assertThat(ask("a.example.", upstreams).getRcode()).isEqualTo(Rcode.SERVFAIL);
        }
    }

    private Message ask(String name, Upstreams upstreams) throws Exception {
        return ask(question(name), upstreams);
    }

    private Message ask(Message question, Upstreams upstreams) throws Exception {
        return loop.ask(question, Transport.UDP, upstreams);
    }

    private static Message question(String name) throws Exception {
        return Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    }

    private static long ttl(Message reply) {
        return reply.getSection(Section.ANSWER).getFirst().getTTL();
    }

    private static Message address(Message asked, long ttl) {
        var reply = FakeUpstream.reply(asked, Rcode.NOERROR);
        var address = InetAddress.ofLiteral("192.0.2.1");
        var name = asked.getQuestion().getName();
        reply.addRecord(new ARecord(name, DClass.IN, ttl, address), Section.ANSWER);
        return reply;
    }

    private static Message denial(Message asked, long ttl, long minimum) {
        var reply = FakeUpstream.reply(asked, Rcode.NXDOMAIN);
        var zone = new SOARecord(ZONE, DClass.IN, ttl, ZONE, ZONE, 1, 2, 3, 4, minimum);
        reply.addRecord(zone, Section.AUTHORITY);
        return reply;
    }

    /** Twenty records; over UDP none of them, and TC. */
    private static List<byte[]> lengthy(Message asked, boolean byTcp) {
        var reply = FakeUpstream.reply(asked, Rcode.NOERROR);
        if (byTcp) {
            for (int i = 0; i < 20; i++) {
                var text = "%060d".formatted(i);
                var name = asked.getQuestion().getName();
                reply.addRecord(new TXTRecord(name, DClass.IN, 60, text), Section.ANSWER);
            }
        } else {
            reply.getHeader().setFlag(Flags.TC);
        }
        return List.of(reply.toWire());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
