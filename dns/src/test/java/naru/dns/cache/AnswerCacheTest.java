package naru.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import naru.dns.wire.PlainQuery;
import naru.dns.wire.ReplyFacts;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import java.time.Duration;

class AnswerCacheTest {
    private static final long ROOM = 100_000;

    private final AnswerCache cache = new AnswerCache(ROOM, Duration.ZERO);

    @Test
    void staysWithinCapacityAndEvictsUnused() throws Exception {
        put(1, "favourite.example.", 100, 1_000);
        for (int i = 0; i < 10_000; i++) {
            put(1, "n" + i + ".example.", 50 + i % 1_000, 1_000);
            assertThat(cache.used()).isLessThanOrEqualTo(ROOM);
            assertThat(cache.find(1, query("favourite.example."), 0)).isNotNull();
        }
        assertThat(cache.size()).isBetween(50, 400);
        assertThat(cache.find(1, query("n9999.example."), 0)).isNotNull();
        assertThat(cache.find(1, query("n1.example."), 0)).isNull();
    }

    @Test
    void accountsEvictedBytes() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                put(i % 2, "n" + i + ".example.", 100 + round, 10);
            }
        }
        cache.forget(0);
        assertThat(cache.size()).isEqualTo(50);
        for (int i = 0; i < 100; i++) {
            assertThat(cache.find(i % 2, query("n" + i + ".example."), 10)).isNull();
        }
        assertThat(cache.size()).isZero();
        assertThat(cache.used()).isZero();
    }

    @Test
    void rejectsReplyThatWouldEvictMany() throws Exception {
        put(1, "small.example.", 100, 10);
        put(1, "large.example.", 60_000, 10);
        assertThat(cache.size()).isEqualTo(1);
    }

    private void put(long origin, String name, int length, int lifetime) throws Exception {
        var facts = new ReplyFacts(lifetime, new int[0]);
        cache.put(origin, query(name), new byte[length], facts, 0);
    }

    private static PlainQuery query(String name) throws Exception {
        var message =
                Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN))
                        .toWire();
        var query = new PlainQuery();
        assertThat(query.read(message, message.length)).isTrue();
        return query;
    }
}
