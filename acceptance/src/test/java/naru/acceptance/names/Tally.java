package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts who answers many short TCP connections. Servers are Python in containers, with the host's
 * /usr; each says its name and hangs up. The client is Python too, outside of the container that it
 * calls from.
 */
final class Tally {
    private static final String SERVER =
            """
            import os, signal, socket
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
            s = socket.create_server(("::", 80), family=socket.AF_INET6, dualstack_ipv6=True, backlog=512)
            name = os.uname().nodename.encode()
            while True:
                client, _ = s.accept()
                client.sendall(name)
                client.close()
            """;

    /** Asks 127.0.0.11 for a name each time, and takes the first answer; an address is called. */
    private static final String CLIENT =
            """
            import collections, ipaddress, select, socket, struct, sys
            target, most = sys.argv[1], int(sys.argv[2])
            def lookup():
                labels = b"".join(bytes([len(l)]) + l.encode() for l in target.split("."))
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.settimeout(3)
                s.sendto(b"\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0" + labels + b"\\0\\0\\1\\0\\1", ("127.0.0.11", 53))
                reply = s.recv(2000)
                s.close()
                if struct.unpack("!H", reply[6:8])[0] == 0:
                    raise OSError("no answer")
                at = 12 + len(labels) + 5 + 12
                return socket.inet_ntoa(reply[at:at + 4])
            try:
                ipaddress.ip_address(target)
                address = lambda: target
            except ValueError:
                address = lookup
            print("calling", flush=True)
            counts = collections.Counter()
            while sum(counts.values()) < most:
                if most > 1000000 and select.select([sys.stdin], [], [], 0)[0]:
                    break
                try:
                    with socket.create_connection((address(), 80), timeout=5) as s:
                        counts[s.recv(100).decode() or "nothing"] += 1
                except OSError as e:
                    counts["failed: %s" % e] += 1
            for name in sorted(counts):
                print("%s\\t%d" % (name, counts[name]))
            """;

    private static final int ENDLESS = 1_000_000_000;

    private final LabHost host;

    Tally(LabHost host) {
        this.host = host;
    }

    /** Runs a server that says its container's name. */
    void serve(String name, String options, Object... arguments) {
        host.docker()
                .cli(
                        "run -d --name {} --hostname {} -v /usr:/usr:ro -v /lib:/lib:ro"
                                + " -v /lib64:/lib64:ro {} busybox /usr/bin/python3 -c {}",
                        name,
                        name,
                        CommandLine.words(options, arguments),
                        SERVER);
    }

    /** Waits until a server has passed its health check. */
    void await(String name) throws Throwable {
        Eventually.within(
                Duration.ofSeconds(20),
                () -> assertThat(host.docker().health(name)).isEqualTo("healthy"));
    }

    /** Who answered that many calls from a container, or from the host itself. */
    Map<String, Integer> from(String container, String target, int calls) {
        return counts(shell(container).run("python3 -c {} {} {}", CLIENT, target, calls).lines());
    }

    /** Calls until it is closed. */
    Calling calling(String container, String target) throws IOException {
        var process = shell(container).start("python3 -c {} {} {}", CLIENT, target, ENDLESS);
        var reader = process.inputReader();
        assertThat(reader.readLine()).isEqualTo("calling");
        return () -> {
            process.getOutputStream().close();
            var lines = reader.lines().toList();
            System.out.println("calls of " + target + ": " + lines);
            return counts(lines);
        };
    }

    /** Calls that go on beside the test. */
    interface Calling {
        /** Ends them, and gives who answered. */
        Map<String, Integer> end() throws IOException;
    }

    private Shell shell(String container) {
        return container.isEmpty() ? host.shell() : host.inside(container);
    }

    private static Map<String, Integer> counts(List<String> lines) {
        var counts = new TreeMap<String, Integer>();
        for (var line : lines) {
            var words = line.split("\t", 2);
            if (words.length == 2) {
                counts.put(words[0], Integer.valueOf(words[1]));
            }
        }
        return counts;
    }
}
