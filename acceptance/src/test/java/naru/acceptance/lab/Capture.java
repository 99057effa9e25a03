package naru.acceptance.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@code tcpdump} on one interface of a lab host, one line a packet, without time stamps. */
public final class Capture implements AutoCloseable {
    private final Process process;
    private final List<String> packets = new CopyOnWriteArrayList<>();

    /** Starts a capture; packets that are sent after this are in it. */
    public Capture(LabHost host, String link, String... filter) throws IOException {
        var words =
                new ArrayList<>(
                        List.of("tcpdump", "-i", link, "-n", "-l", "-t", "--immediate-mode"));
        words.addAll(List.of(filter));
        process = host.shell().start(words.toArray(String[]::new));
        var errors = process.errorReader();
        for (var line = errors.readLine(); line != null && !line.startsWith("listening"); ) {
            line = errors.readLine();
        }
        var output = process.inputReader();
        Thread.ofPlatform().daemon().start(() -> collect(output));
    }

    public List<String> packets() {
        return packets;
    }

    private void collect(BufferedReader output) {
        output.lines()
                .forEach(line -> {
                    System.out.println("tcpdump: " + line);
                    packets.add(line);
                });
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
