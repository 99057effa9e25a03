package naru.network.host.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of sockets such as {@code /proc/net/tcp}: a line a socket, with addresses in hexadecimal
 * words of the host's byte order. See proc(5).
 */
public final class SocketTable {
    private static final int LISTENS = 0x0a; // TCP_LISTEN, net/tcp_states.h

    private SocketTable() {}

    /** A socket that is bound to {@code address} and {@code port}. */
    record Row(InetAddress address, int port, boolean listens, String inode) {}

    /** Reads the lines; those that are not sockets are left out. */
    static List<Row> read(Stream<String> lines) {
        var rows = new ArrayList<Row>();
        lines.forEach(line -> {
            var words = line.strip().split("\\s+");
            if (words.length > 9 && words[0].endsWith(":") && words[1].contains(":")) {
                rows.add(row(words));
            }
        });
        return rows;
    }

    /**
     * Reads {@code /proc/net/sctp/eps}: two pointers, type, state, bucket, port, user, inode, and
     * the addresses as text (net/sctp/proc.c).
     */
    static List<Row> readSctp(Stream<String> lines) {
        var rows = new ArrayList<Row>();
        lines.skip(1)
                .forEach(line -> {
                    var words = line.strip().split("\\s+");
                    for (int i = 8; i < words.length; i++) {
                        boolean listens = Integer.parseInt(words[3]) == LISTENS;
                        int port = Integer.parseInt(words[5]);
                        rows.add(new Row(InetAddress.ofLiteral(words[i]), port, listens, words[7]));
                    }
                });
        return rows;
    }

    private static Row row(String[] words) {
        int colon = words[1].indexOf(':');
        return new Row(
                address(words[1].substring(0, colon)),
                Integer.parseInt(words[1].substring(colon + 1), 16),
                Integer.parseInt(words[3], 16) == LISTENS,
                words[9]);
    }

    private static InetAddress address(String hex) {
        var words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        var bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(hex, e);
        }
    }
}
