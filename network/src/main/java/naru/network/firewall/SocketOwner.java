package naru.network.firewall;

import naru.network.model.Protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the process that holds a port of the calling thread's network namespace. */
final class SocketOwner {
    private static final Path NET = Path.of("/proc/thread-self/net");

    private SocketOwner() {}

    /** Such as {@code nginx (process 4711)}; empty when it cannot be told. */
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
            return sockets.stream()
                    .filter(row -> row.port() == port && meets(row.address(), address))
                    .sorted(Comparator.comparing((SocketTable.Row row) -> !row.listens()))
                    .map(row -> process("socket:[" + row.inode() + "]"))
                    .flatMap(Optional::stream)
                    .findFirst();
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

    private static Optional<String> process(String socket) {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (holds(process, socket)) {
                    return Optional.of(
                            "%s (process %s)".formatted(name(process), process.getFileName()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var file : files) {
                if (socket.equals(target(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // it has ended, or is nobody's business
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static String name(Path process) throws IOException {
        return Files.readString(process.resolve("comm")).strip();
    }
}
