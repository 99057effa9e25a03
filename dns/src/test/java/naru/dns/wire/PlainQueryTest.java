package naru.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

class PlainQueryTest {
    @Test
    void ignoresIdCaseAndPayloadInEquality() throws Exception {
        var one = ask("Web.Example.", Type.A);
        one.addRecord(new OPTRecord(512, 0, 0), Section.ADDITIONAL);
        var other = ask("wEB.example.", Type.A);
        other.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);

        assertThat(read(one)).isEqualTo(read(other)).hasSameHashCodeAs(read(other));
        assertThat(read(one).payload()).isEqualTo(512);
        assertThat(read(other).payload()).isEqualTo(4096);
    }

    @Test
    void distinguishesTypesNamesAndFlags() throws Exception {
        var plain = ask("web.", Type.A);
        var checkingDisabled = ask("web.", Type.A);
        checkingDisabled.getHeader().setFlag(Flags.CD);
        var edns = ask("web.", Type.A);
        edns.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        var dnssec = ask("web.", Type.A);
        dnssec.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        var all =
                List.of(
                        plain,
                        checkingDisabled,
                        edns,
                        dnssec,
                        ask("web.", Type.AAAA),
                        ask("wea.", Type.A),
                        ask("we.b.", Type.A),
                        ask("web.", 65), // 'A', and so not the same as 'a'
                        ask("web.", 97));

        for (int i = 0; i < all.size(); i++) {
            for (int k = 0; k < all.size(); k++) {
                assertThat(read(all.get(i)).equals(read(all.get(k))))
                        .as(all.get(i) + " and " + all.get(k))
                        .isEqualTo(i == k);
            }
        }
    }

    @Test
    void acceptsOnlyOneHopOptions() throws Exception {
        assertThat(isPlain(withOption(10))).as("cookie").isTrue();
        assertThat(isPlain(withOption(12))).as("padding").isTrue();
        assertThat(isPlain(withOption(8))).as("client subnet").isFalse();
        assertThat(isPlain(withOption(15))).as("extended error").isFalse();
    }

    @Test
    void isForwardedWithoutOptions() throws Exception {
        var query = withOption(10);
        query.getHeader().setFlag(Flags.AD);

        var forwarded = new Message(read(query).toUpstream(1232));

        assertThat(forwarded.getQuestion()).isEqualTo(query.getQuestion());
        assertThat(forwarded.getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(forwarded.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(forwarded.getOPT().getOptions()).isEmpty();
        assertThat(forwarded.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(new Message(read(ask("web.", Type.A)).toUpstream(1232)).getOPT()).isNull();
    }

    @Test
    void rejectsIncompleteQueries() throws Exception {
        var query = withOption(10).toWire();
        for (int length = 0; length < query.length; length++) {
            assertThat(new PlainQuery().read(Arrays.copyOf(query, length), length)).isFalse();
            assertThat(new PlainQuery().read(query, length)).isFalse();
        }
        assertThat(new PlainQuery().read(Arrays.copyOf(query, query.length + 1), query.length + 1))
                .as("with something behind it")
                .isFalse();
    }

    @Test
    void agreesWithFullParser() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var templates = List.of(ask("a.bc.", Type.A).toWire(), withOption(10).toWire());
        for (int i = 0; i < 200_000; i++) {
            var bytes = templates.get(i & 1).clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var plain = new PlainQuery();
            if (plain.read(bytes, bytes.length)) {
                var message = io.netty.buffer.Unpooled.wrappedBuffer(bytes);
                var read = (QueryReader.Message.Standard) QueryReader.read(message);
                assertThat(read.query().type()).isEqualTo(plain.type());
                assertThat(read.query().edns().payload()).isEqualTo(plain.payload());
                assertThat(read.query().edns().present()).isEqualTo(plain.hasEdns());
                assertThat(QueryReader.HEADER + read.query().questionLength())
                        .isEqualTo(plain.end());
            }
        }
    }

    private static Message ask(String name, int type) throws Exception {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    private static Message withOption(int code) throws Exception {
        var query = ask("web.example.", Type.A);
        var option = new GenericEDNSOption(code, new byte[8]);
        query.addRecord(new OPTRecord(1400, 0, 0, 0, List.of(option)), Section.ADDITIONAL);
        return query;
    }

    private static boolean isPlain(Message message) {
        var bytes = message.toWire();
        return new PlainQuery().read(bytes, bytes.length);
    }

    private static PlainQuery read(Message message) {
        var bytes = message.toWire();
        var query = new PlainQuery();
        assertThat(query.read(bytes, bytes.length)).isTrue();
        return query;
    }
}
