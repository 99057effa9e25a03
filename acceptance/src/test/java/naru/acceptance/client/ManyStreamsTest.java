package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two hundred streams at once: logs that are followed, events, attached containers. Half of the
 * clients read nothing, and the others get everything all the same.
 */
@InLab
class ManyStreamsTest {
    private static final int EACH = 34; // of three kinds, with a reader and without
    private static final Duration STANDSTILL = Duration.ofSeconds(20); // of all readers together

    private final Docker docker;
    private final UnixDomainSocketAddress socket;
    private final AtomicLong received = new AtomicLong(); // bytes, by all readers

    ManyStreamsTest(Lab lab) {
        docker = lab.host().docker();
        socket = UnixDomainSocketAddress.of(docker.endpoint().substring("unix://".length()));
    }

    @Test
    void doNotBlockOneAnother() throws Exception {
        docker.cli(
                "run -di --name talker busybox sh -c {}",
                "read go; i=0; while [ $i -lt 20000 ]; do echo \"line $i of twenty thousand\";"
                        + " i=$((i+1)); done; echo the end; sleep 1000");
        var deaf = new ArrayList<SocketChannel>();
        var heard = new ArrayList<CompletableFuture<Long>>();
        try {
            for (int i = 0; i < EACH; i++) {
                for (var stream :
                        List.of(
                                "GET /containers/talker/logs?follow=1&stdout=1",
                                "POST /containers/talker/attach?stream=1&stdout=1",
                                "GET /events")) {
                    deaf.add(open(stream));
                    var word = stream.contains("events") ? "\"Action\":\"pause\"" : "the end";
                    heard.add(hears(open(stream), word));
                }
            }
            assertThat(deaf.size() + heard.size()).isGreaterThanOrEqualTo(200);
            var begin = System.nanoTime();
            talk();
            assertThat(docker.cli("ps -q")).hasSize(12); // and others are served meanwhile
            var answered = Duration.ofNanos(System.nanoTime() - begin);

            for (int i = 0; i < heard.size(); i++) {
                if (i % 3 < 2) {
                    await(heard.get(i));
                }
            }
            docker.cli("pause talker");
            docker.cli("unpause talker");
            for (var listener : heard) {
                await(listener);
            }
            long bytes = heard.stream().mapToLong(CompletableFuture::join).sum();
            System.out.printf(
                    "%d readers have heard %d KiB beside %d who do not read; docker ps took %d"
                            + " ms%n",
                    heard.size(), bytes / 1024, deaf.size(), answered.toMillis());
        } finally {
            for (var channel : deaf) {
                channel.close();
            }
        }
    }

    /** Waits for one reader's end for as long as any of them still receives something. */
    private void await(CompletableFuture<Long> reader) throws Exception {
        var before = received.get();
        while (true) {
            try {
                reader.get(STANDSTILL.toSeconds(), TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                if (received.get() == before) {
                    throw e;
                }
                before = received.get();
            }
        }
    }

    /** Lets the container begin, which waits for a line on its standard input. */
    private void talk() throws IOException {
        try (var input = open("POST /containers/talker/attach?stream=1&stdin=1")) {
            input.write(ByteBuffer.wrap("go\n".getBytes(StandardCharsets.UTF_8)));
            input.shutdownOutput();
        }
    }

    /** Sends a request, and reads until the first bytes of the answer have come. */
    private SocketChannel open(String request) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(socket);
        var head = request + " HTTP/1.1\r\nHost: naru\r\nContent-Length: 0\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
        var first = ByteBuffer.allocate(12);
        while (first.hasRemaining() && channel.read(first) >= 0) {}
        assertThat(new String(first.array(), StandardCharsets.US_ASCII))
                .isIn("HTTP/1.1 200", "HTTP/1.1 101");
        return channel;
    }

    /** Reads until {@code word} comes, and tells how many bytes that were. */
    private CompletableFuture<Long> hears(SocketChannel channel, String word) {
        return CompletableFuture.supplyAsync(
                () -> readTo(channel, word), task -> Thread.ofVirtual().start(task));
    }

    private long readTo(SocketChannel channel, String word) {
        try (channel) {
            var buffer = ByteBuffer.allocate(16 * 1024);
            var tail = "";
            long bytes = 0;
            while (!tail.contains(word)) {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    throw new IOException("ended without \"" + word + "\" after " + bytes);
                }
                bytes += buffer.position();
                received.addAndGet(buffer.position());
                var text =
                        tail
                                + new String(
                                        buffer.array(),
                                        0,
                                        buffer.position(),
                                        StandardCharsets.UTF_8);
                tail = text.contains(word) ? word : text.substring(Math.max(0, text.length() - 40));
            }
            return bytes;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
