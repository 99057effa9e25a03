package naru.cli.demo;

import naru.linux.Netns;
import naru.linux.PacketSocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Captures frames on one interface of a host until it is closed. Frames are queued in the socket
 * until they are read.
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
     * The ARP and ICMP frames captured so far, without duplicates: on a bridge a frame is captured
     * on input and output.
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
