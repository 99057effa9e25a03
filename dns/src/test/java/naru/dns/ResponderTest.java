package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;

import naru.dns.directory.Directory;
import naru.dns.forward.FakeUpstream;
import naru.dns.forward.Transport;
import naru.dns.forward.Upstreams;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ResponderTest {
    private static final int MOST = 4096; // pending queries of a sandbox
    private static final int MORE = 10;

    private final DnsRuntime runtime =
            new DnsRuntime(
                    ForwardOptions.of(Path.of("/nowhere")),
                    () -> 1,
                    new SecureRandom(),
                    InstantSource.system());

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void limitsPendingQueriesPerSandbox() throws Exception {
        try (var silent = FakeUpstream.silent()) {
            var upstreams =
                    new Upstreams(
                            List.of(silent.address()), new HostConnector(), InstantSource.system());
            var view = new Directory().view(List.of(), Map.of(), List.of());
            var crowd = runtime.newResponder(new ResolverContext(view, () -> upstreams, false));
            var other = runtime.newResponder(new ResolverContext(view, () -> upstreams, false));

            assertThat(atOnce(crowd, MOST + MORE)).hasSize(MORE).containsOnly(Rcode.REFUSED);
            assertThat(atOnce(other, MORE)).as("these are passed on").isEmpty();
        }
    }

    /** The codes of the immediate answers to a number of queries. */
    private List<Integer> atOnce(Responder responder, int questions) throws Exception {
        var messages = new ArrayList<byte[]>();
        for (int i = 0; i < questions; i++) {
            messages.add(Questioner.question("n" + i + ".example", Type.A).toWire());
        }
        return runtime.loop()
                .submit(() -> {
                    var codes = new ArrayList<Integer>();
                    for (byte[] message : messages) {
                        responder.answer(
                                Unpooled.wrappedBuffer(message),
                                Transport.UDP,
                                reply -> {
                                    codes.add(reply.getByte(3) & 0xf);
                                    reply.release();
                                });
                    }
                    return List.copyOf(codes);
                })
                .get();
    }
}
