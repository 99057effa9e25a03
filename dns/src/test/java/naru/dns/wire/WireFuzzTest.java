package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * All parsers of the wire format, with messages that are valid except for a few bytes. {@code
 * -Dnaru.dns.fuzz=10000000} sets their number.
 */
class WireFuzzTest {
    private static final int MESSAGES = Integer.getInteger("naru.dns.fuzz", 100_000);
    private static final Name NAME = Name.fromConstantString("www.elsewhere.example.");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void neverReadsPastEnd() throws Exception {
        System.out.println("seed " + seed);
        var samples = List.of(query(false), query(true), reply(), denial(), loop());
        int plain = 0;
        int wellFormed = 0;
        for (int i = 0; i < MESSAGES; i++) {
            var bytes = damaged(samples.get(i % samples.size()));
            var query = new PlainQuery();
            boolean isPlain = query.read(bytes, bytes.length);
            var read = QueryReader.read(Unpooled.wrappedBuffer(bytes));
            if (isPlain) {
                plain++;
                assertThat(read).isInstanceOf(QueryReader.Message.Standard.class);
                assertThat(query.kept()).isEqualTo(query);
                assertThat(query.toUpstream(1232).length).isBetween(17, 600);
            }
            wellFormed += readReply(bytes) ? 1 : 0;
        }
        System.out.printf(
                "fuzz: %d messages, %d plain queries, %d replies%n", MESSAGES, plain, wellFormed);
        assertThat(plain).isBetween(MESSAGES / 100, MESSAGES);
        assertThat(wellFormed).isBetween(MESSAGES / 100, MESSAGES);
    }

    private static boolean readReply(byte[] bytes) {
        int question = QueryReader.HEADER + NAME.length() + 4;
        if (bytes.length < question) {
            return false;
        }
        try {
            var facts = ReplyFacts.read(bytes, question);
            assertThat(facts.lifetime()).isBetween(0, 86_400);
            for (int at : facts.ttls()) {
                assertThat(at).isBetween(question, bytes.length - 6);
            }
            return true;
        } catch (MalformedMessage _) {
            return false;
        }
    }

    private byte[] damaged(byte[] sample) {
        var bytes = sample.clone();
        for (int flips = random.nextInt(5); flips > 0; flips--) {
            int at = random.nextInt(bytes.length);
            bytes[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> (byte) 0xc0;
                        case 1 -> (byte) 0xff;
                        case 2 -> 0;
                        default -> (byte) random.nextInt(256);
                    };
        }
        return random.nextInt(8) == 0
                ? Arrays.copyOf(bytes, random.nextInt(2 * bytes.length))
                : bytes;
    }

    private static byte[] query(boolean edns) {
        var query = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        if (edns) {
            query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        }
        return query.toWire();
    }

    private static byte[] reply() {
        var reply = emptyReply();
        var alias = Name.fromConstantString("host.elsewhere.example.");
        reply.addRecord(new CNAMERecord(NAME, DClass.IN, 300, alias), Section.ANSWER);
        for (int i = 1; i < 4; i++) {
            var address = InetAddress.ofLiteral("192.0.2." + i);
            reply.addRecord(new ARecord(alias, DClass.IN, 60, address), Section.ANSWER);
        }
        reply.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        return reply.toWire();
    }

    private static byte[] denial() {
        var reply = emptyReply();
        var zone = Name.fromConstantString("elsewhere.example.");
        var soa = new SOARecord(zone, DClass.IN, 900, zone, zone, 1, 2, 3, 4, 300);
        reply.addRecord(soa, Section.AUTHORITY);
        return reply.toWire();
    }

    /** A reply whose record's name is a pointer to itself. */
    private static byte[] loop() {
        var bytes = reply();
        int name = QueryReader.HEADER + NAME.length() + 4;
        bytes[name] = (byte) 0xc0;
        bytes[name + 1] = (byte) name;
        return bytes;
    }

    private static Message emptyReply() {
        var reply = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
        reply.getHeader().setFlag(Flags.QR);
        return reply;
    }
}
