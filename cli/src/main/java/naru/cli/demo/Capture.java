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
     * The frames captured so far that {@link Frames} describes, without duplicates: on a bridge a
     * frame is captured on input and output. Other frames may go on meanwhile.
     */
    List<String> lines() {
        var lines = new ArrayList<String>();
        long end = System.nanoTime() + QUIET.toNanos();
        while (System.nanoTime() < end) {
            var line = socket.next(QUIET).flatMap(Frames::describe);
            if (line.isPresent()) {
                end = System.nanoTime() + QUIET.toNanos();
                line.filter(text -> lines.isEmpty() || !lines.getLast().equals(text))
                        .ifPresent(lines::add);
            }
        }
        return lines;
    }

    @Override
    public void close() {
        socket.close();
    }
}
