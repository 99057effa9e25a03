package naru.network.host.linux;

import naru.linux.SocketHolder;
import naru.network.publish.Protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the process that holds a port of the calling thread's network namespace. */
public final class SocketOwner {
    private static final Path NET = Path.of("/proc/thread-self/net");

    private SocketOwner() {}

    /** Such as {@code nginx (process 4711)}; empty if unknown. */
    static Optional<String> find(Protocol protocol, InetAddress address, int port) {
        try {
            var sockets = new ArrayList<SocketTable.Row>();
            if (protocol == Protocol.SCTP) {
                sockets.addAll(table(NET.resolve("sctp/eps"), SocketTable::readSctp));
            } else {
                for (var table : List.of(protocol.text(), protocol.text() + "6")) {
                    sockets.addAll(table(NET.resolve(table), SocketTable::read));
                }
            }
            var candidates =
                    sockets.stream()
                            .filter(row -> row.port() == port && meets(row.address(), address))
                            .sorted(Comparator.comparing(row -> !row.listens()))
                            .toList();
            for (var row : candidates) {
                var holder = SocketHolder.find(row.inode());
                if (holder.isPresent()) {
                    return holder.map(SocketHolder::toString);
                }
            }
            return Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // only the words of a message depend on it
        }
    }

    private static List<SocketTable.Row> table(
            Path file, Function<Stream<String>, List<SocketTable.Row>> read) throws IOException {
        if (!Files.exists(file)) {
            return List.of(); // a family or protocol that this kernel lacks
        }
        try (var lines = Files.lines(file)) {
            return read.apply(lines);
        }
    }

    private static boolean meets(InetAddress bound, InetAddress wanted) {
        return bound.isAnyLocalAddress() || wanted.isAnyLocalAddress() || bound.equals(wanted);
    }
}
