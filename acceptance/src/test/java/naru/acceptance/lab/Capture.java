package naru.acceptance.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@code tcpdump} on one interface of a lab host, one line a packet, without time stamps. */
public final class Capture implements AutoCloseable {
    private final Process process;
    private final List<String> packets = new CopyOnWriteArrayList<>();

    /**
     * Starts a capture, which has all packets that are sent afterwards. {@code filter} may begin
     * with options, such as {@code -e}.
     */
    public Capture(LabHost host, String link, String filter) throws IOException {
        process =
                host.shell()
                        .start(
                                "tcpdump -i {} -nlt --immediate-mode {}",
                                link,
                                CommandLine.words(filter));
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
