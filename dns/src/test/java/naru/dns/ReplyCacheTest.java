package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import naru.dns.directory.Directory;
import naru.dns.forward.Upstreams;
import naru.dns.wire.PlainQuery;
import naru.dns.wire.QueryReader;
import naru.dns.wire.ReplyWriter;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

class ReplyCacheTest {
    private static final List<InetAddress> THREE =
            List.of(
                    InetAddress.ofLiteral("10.0.0.1"),
                    InetAddress.ofLiteral("10.0.0.2"),
                    InetAddress.ofLiteral("10.0.0.3"));

    private final byte[] reply = new byte[4096];
    private final ResolverContext resolverContext = resolverContext();
    private long version;
    private final ReplyCache memo = new ReplyCache(() -> version, new Random());

    @Test
    void repeatsReplyWithIdAndCaseOfQuery() throws Exception {
        memo.look(resolverContext);
        keep("web.", THREE.subList(0, 1));

        var next = Questioner.question("WEB.", Type.A);
        var again = ask(next);

        assertThat(again.getHeader().getID()).isEqualTo(next.getHeader().getID());
        assertThat(again.getQuestion().getName()).hasToString("WEB.");
        assertThat(again.getSection(Section.ANSWER).getFirst().rdataToString())
                .isEqualTo("10.0.0.1");
    }

    @Test
    void shufflesRecordsWithoutLoss() throws Exception {
        memo.look(resolverContext);
        keep("web.", THREE);

        var orders = new HashSet<List<String>>();
        for (int i = 0; i < 200; i++) {
            var records = ask(Questioner.question("web.", Type.A)).getSection(Section.ANSWER);
            var addresses = records.stream().map(record -> record.rdataToString()).toList();
            assertThat(addresses).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2", "10.0.0.3");
            orders.add(addresses);
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void isClearedWhenDirectoryOrContextChanges() throws Exception {
        memo.look(resolverContext);
        keep("web.", THREE);
        memo.look(resolverContext);
        assertThat(memo.reply(read(Questioner.question("web.", Type.A)), reply)).isPositive();

        version++;
        memo.look(resolverContext);
        assertThat(memo.reply(read(Questioner.question("web.", Type.A)), reply)).isZero();

        keep("web.", THREE);
        memo.look(resolverContext());
        assertThat(memo.reply(read(Questioner.question("web.", Type.A)), reply)).isZero();
    }

    @Test
    void skipsReplyTooLongForClient() throws Exception {
        memo.look(resolverContext);
        keep("web.", java.util.Collections.nCopies(40, THREE.getFirst()));

        assertThat(memo.reply(read(Questioner.question("web.", Type.A)), reply)).isZero();
    }

    private void keep(String name, List<InetAddress> addresses) throws Exception {
        var message = Unpooled.wrappedBuffer(Questioner.question(name, Type.A).toWire());
        var query = ((QueryReader.Message.Standard) QueryReader.read(message)).query();
        var writer = new ReplyWriter(UnpooledByteBufAllocator.DEFAULT);
        var bytes = ByteBufUtil.getBytes(writer.addresses(message, query, addresses, 5, 0xffff));
        memo.keep(read(Questioner.question(name, Type.A)), bytes, bytes.length, true);
    }

    private Message ask(Message question) throws Exception {
        int length = memo.reply(read(question), reply);
        assertThat(length).isPositive();
        return new Message(Arrays.copyOf(reply, length));
    }

    private static PlainQuery read(Message message) {
        var bytes = message.toWire();
        var query = new PlainQuery();
        assertThat(query.read(bytes, bytes.length)).isTrue();
        return query;
    }

    private static ResolverContext resolverContext() {
        var noUpstreams = new Upstreams(List.of(), new HostConnector(), InstantSource.system());
        return new ResolverContext(
                new Directory().view(List.of(), Map.of(), List.of()), () -> noUpstreams, false);
    }
}
