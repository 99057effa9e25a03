package naru.network.fake;

import naru.linux.error.Errno;
import naru.network.host.RelayConnection;
import naru.network.host.RelayConnection.Answer;
import naru.network.publish.Protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The relay process: what it is ordered to carry. It ends with its last port. */
final class FakeRelay {
    private final FakeKernel kernel;
    private final long pid;
    private final List<Connected> connections = new ArrayList<>();
    private Map<String, String> ports = new TreeMap<>();
    private boolean ended;

    FakeRelay(FakeKernel kernel, long pid) {
        this.kernel = kernel;
        this.pid = pid;
    }

    /** Targets by protocol, address and port: {@code tcp :: 8080} to {@code 172.17.0.2 80}. */
    Map<String, String> ports() {
        return Map.copyOf(ports);
    }

    boolean holds(Protocol protocol, InetAddress address, int port) {
        return ports.keySet().stream()
                .map(key -> key.split(" "))
                .anyMatch(key -> {
                    var own = InetAddress.ofLiteral(key[1]);
                    return key[0].equals(protocol.text())
                            && key[2].equals("" + port)
                            && own.getClass() == address.getClass()
                            && (own.isAnyLocalAddress()
                                    || address.isAnyLocalAddress()
                                    || own.equals(address));
                });
    }

    RelayConnection connect(Runnable afterEnd) {
        var connection = new Connected(afterEnd);
        connections.add(connection);
        return connection;
    }

    /** It is killed, or has no port left. */
    void end() {
        ended = true;
        ports.clear();
        kernel.relayEnded(this);
        var open = List.copyOf(connections);
        connections.clear();
        open.forEach(connection -> connection.afterEnd.run());
    }

    private final class Connected implements RelayConnection {
        private final Runnable afterEnd;

        Connected(Runnable afterEnd) {
            this.afterEnd = afterEnd;
        }

        @Override
        public boolean isOpen() {
            return !ended && connections.contains(this);
        }

        @Override
        public Answer ask(String orders) throws IOException {
            if (!isOpen()) {
                throw new IOException("the relay has ended");
            }
            return execute(orders.lines().toList());
        }

        @Override
        public void close() {
            connections.remove(this);
        }
    }

    private Answer execute(List<String> orders) {
        var next = new TreeMap<>(ports);
        boolean reset = orders.contains("reset");
        boolean check = orders.contains("check");
        if (reset || check) {
            next.clear();
        }
        for (var order : orders) {
            var words = order.split(" ");
            if (words[0].equals("del")) {
                keys(words, Integer.parseInt(words[4])).forEach(next::remove);
            } else if (words[0].equals("add")) {
                var refused = add(words, next);
                if (refused != null && !reset) {
                    return new Answer(0, 0, Errno.EADDRINUSE.number(), refused);
                }
            }
        }
        if (check) {
            return next.equals(ports)
                    ? new Answer(pid, ports.size(), 0, "")
                    : new Answer(0, 0, Errno.ENOENT.number(), "check");
        }
        boolean hadPorts = !ports.isEmpty();
        ports = next;
        var answer = new Answer(pid, ports.size(), 0, "");
        if (ports.isEmpty() && hadPorts) {
            end();
        }
        return answer;
    }

    private static List<String> keys(String[] words, int count) {
        var keys = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            keys.add(words[1] + " " + words[2] + " " + (Integer.parseInt(words[3]) + i));
        }
        return keys;
    }

    /** The first port that another process has; null if there is none. */
    private String add(String[] words, Map<String, String> to) {
        int target = Integer.parseInt(words[5]);
        for (var key : keys(words, Integer.parseInt(words[6]))) {
            var parts = key.split(" ");
            boolean bound =
                    kernel.isHeldByOther(
                            parts[0], InetAddress.ofLiteral(parts[1]), Integer.parseInt(parts[2]));
            if (bound) {
                return key;
            }
            to.put(key, words[4] + " " + target++);
        }
        return null;
    }
}
