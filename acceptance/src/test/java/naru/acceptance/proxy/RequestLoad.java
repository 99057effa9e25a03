package naru.acceptance.proxy;

import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Requests on eight kept connections, some 500 a second together, from a host until it is stopped.
 * A connection that is closed without an answer counts as a failure, except one that was announced
 * by {@code Connection: close}.
 */
final class RequestLoad implements AutoCloseable {
    private static final String CLIENT =
            """
            import collections, socket, sys, threading, time
            address, name = sys.argv[1:3]
            going, failures, answers = [True], [], collections.Counter()
            def answer(stream):
                status, length, close = stream.readline().split(), 0, False
                while (field := stream.readline().strip().lower()):
                    key, _, value = field.partition(b":")
                    length = int(value) if key == b"content-length" else length
                    close |= field == b"connection: close"
                return status[1], stream.read(length), close
            def client():
                stream = None
                while going[0]:
                    try:
                        if stream is None:
                            stream = socket.create_connection((address, 80), timeout=10).makefile("rwb")
                        stream.write(b"GET / HTTP/1.1\\r\\nHost: %s\\r\\n\\r\\n" % name.encode())
                        stream.flush()
                        status, body, close = answer(stream)
                        if status == b"200":
                            answers[body.decode().strip()] += 1
                        else:
                            failures.append(status.decode() + " " + body.decode().strip())
                        if close:
                            stream = None
                    except Exception as failure:
                        failures.append(repr(failure))
                        stream = None
                    time.sleep(0.01)
            clients = [threading.Thread(target=client) for _ in range(8)]
            [each.start() for each in clients]
            while sum(answers.values()) + len(failures) < 50:
                time.sleep(0.01)
            print("serving", flush=True)
            sys.stdin.read()
            going[0] = False
            [each.join() for each in clients]
            print("answered", sum(answers.values()), "failed", len(failures))
            print(dict(answers), collections.Counter(failures).most_common(5))
            """;

    private static final Pattern COUNTS = Pattern.compile("answered (\\d+) failed (\\d+)");

    private final Process process;
    private final BufferedReader output;

    private RequestLoad(Process process) {
        this.process = process;
        output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The requests so far. */
    record Counts(int answered, int failed, String details) {}

    /** Begins, and returns after 50 requests. */
    static RequestLoad start(LabHost client, String address, String host) throws IOException {
        var load =
                new RequestLoad(
                        new Shell()
                                .behind("ip netns exec {}", client.netns())
                                .start("python3 -c {} {} {}", CLIENT, address, host));
        var first = load.output.readLine();
        if (!"serving".equals(first)) {
            throw new AssertionError("the load does not start: " + first);
        }
        return load;
    }

    /** Ends the load and returns what it has counted. */
    Counts stop() throws IOException {
        process.getOutputStream().close();
        var text = output.readAllAsString();
        var counts = COUNTS.matcher(text);
        if (!counts.find()) {
            throw new AssertionError("no result of the load: " + text);
        }
        System.out.print(text);
        return new Counts(
                Integer.parseInt(counts.group(1)), Integer.parseInt(counts.group(2)), text);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
