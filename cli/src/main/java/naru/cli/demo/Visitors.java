package naru.cli.demo;

import naru.linux.Netns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests for a web site, four at a time, until they are stopped. */
final class Visitors implements AutoCloseable {
    private static final int COUNT = 4;
    private static final int PAUSE = 5; // ms between two requests of one visitor

    private final Netns from;
    private final InetSocketAddress to;
    private final byte[] request;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Integer> answers = new TreeMap<>(); // guarded by itself
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private volatile boolean stopped;

    private Visitors(Netns from, InetSocketAddress to, String host) {
        this.from = from;
        this.to = to;
        request =
                "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                        .formatted(host)
                        .getBytes(StandardCharsets.ISO_8859_1);
    }

    static Visitors start(Netns from, InetSocketAddress to, String host) {
        var visitors = new Visitors(from, to, host);
        for (int i = 0; i < COUNT; i++) {
            visitors.threads.add(Thread.ofPlatform().daemon().start(visitors::visit));
        }
        return visitors;
    }

    private void visit() {
        while (!stopped) {
            try {
                var page = page();
                synchronized (answers) {
                    answers.merge(page, 1, Integer::sum);
                }
                Thread.sleep(PAUSE);
            } catch (CutOff killed) {
                cutOff.incrementAndGet();
            } catch (IOException failed) {
                failures.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static final class CutOff extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The page that one request gets. */
    String page() throws IOException {
        try (var channel = from.call(() -> SocketChannel.open(StandardProtocolFamily.INET))) {
            channel.connect(to);
            channel.write(ByteBuffer.wrap(request));
            var all = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            var answer = all.toString(StandardCharsets.ISO_8859_1);
            int body = answer.indexOf("\r\n\r\n");
            if (!answer.startsWith("HTTP/1.1 200 ") || body < 0) {
                throw new IOException(answer.lines().findFirst().orElse("no answer"));
            }
            var page = answer.substring(body).strip();
            if (page.isEmpty()) {
                throw new CutOff();
            }
            return page;
        }
    }

    /** The number of answers that have ended after their head, with the program that sent them. */
    int cutOff() {
        return cutOff.get();
    }

    /** The number of requests that failed. */
    int failures() {
        return failures.get();
    }

    /** The number of requests by their answers. */
    Map<String, Integer> answers() {
        synchronized (answers) {
            return new TreeMap<>(answers);
        }
    }

    /** Waits for the last answers. */
    void stop() throws InterruptedException {
        stopped = true;
        for (var thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
