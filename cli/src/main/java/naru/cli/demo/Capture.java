package naru.cli.demo;

import naru.linux.Netns;
import naru.linux.PacketSocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens to one interface of a host until it is closed. Frames wait in the socket until asked for.
 */
final class Capture implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(200);

    private final PacketSocket socket;

    private Capture(PacketSocket socket) {
        this.socket = socket;
    }

    static Capture on(Netns host, int link) {
        return new Capture(host.call(() -> PacketSocket.open(link)));
    }

    /**
     * ARP and ICMP heard up to now, each once: a bridge shows a frame as it comes and as it goes.
     */
    List<String> lines() {
        var lines = new ArrayList<String>();
        while (true) {
            var frame = socket.next(QUIET);
            if (frame.isEmpty()) {
                return lines;
            }
            Frames.describe(frame.get())
                    .filter(line -> lines.isEmpty() || !lines.getLast().equals(line))
                    .ifPresent(lines::add);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
