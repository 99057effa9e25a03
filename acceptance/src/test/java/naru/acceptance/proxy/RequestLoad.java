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
    static final int CLIENTS = 8;

    private static final String CLIENT =
            """
            import collections, socket, sys, threading, time
            address, name = sys.argv[1:3]
            going, failures, answers, cut = [True], [], collections.Counter(), [0]
            def answer(stream):
                status, length, close = stream.readline().split(), 0, False
                while (field := stream.readline().strip().lower()):
                    key, _, value = field.partition(b":")
                    length = int(value) if key == b"content-length" else length
                    close |= field == b"connection: close"
                body = stream.read(length)
                return status[1], body, close, len(body) < length
            def client():
                stream = None
                while going[0]:
                    try:
                        if stream is None:
                            stream = socket.create_connection((address, 80), timeout=10).makefile("rwb")
                        stream.write(b"GET / HTTP/1.1\\r\\nHost: %s\\r\\n\\r\\n" % name.encode())
                        stream.flush()
                        status, body, close, ends = answer(stream)
                        if ends:
                            cut[0] += 1
                            stream = None
                        elif status == b"200":
                            answers[body.decode().strip()] += 1
                        else:
                            failures.append(status.decode() + " " + body.decode().strip())
                        if close:
                            stream = None
                    except Exception as failure:
                        failures.append(repr(failure))
                        stream = None
                    time.sleep(0.01)
            clients = [threading.Thread(target=client) for _ in range(int(sys.argv[3]))]
            [each.start() for each in clients]
            while sum(answers.values()) + len(failures) < 50:
                time.sleep(0.01)
            print("serving", flush=True)
            def count():
                return sum(answers.values()) + len(failures) + cut[0]
            for wanted in sys.stdin:
                goal = count() + int(wanted)
                while count() < goal:
                    time.sleep(0.01)
                print("more", flush=True)
            going[0] = False
            [each.join() for each in clients]
            print("answered", sum(answers.values()), "failed", len(failures), "cut", cut[0])
            print(dict(answers), collections.Counter(failures).most_common(5))
            """;

    private static final Pattern COUNTS =
            Pattern.compile("answered (\\d+) failed (\\d+) cut (\\d+)");

    private final Process process;
    private final BufferedReader output;

    private RequestLoad(Process process) {
        this.process = process;
        output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * The requests so far.
     *
     * @param cut responses that ended in their body
     */
    record Counts(int answered, int failed, int cut, String details) {
        /** Requests without a whole answer. */
        int lost() {
            return failed + cut;
        }
    }

    /** Waits for further answers. */
    void more(int count) throws IOException {
        process.getOutputStream().write((count + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        var line = output.readLine();
        if (!"more".equals(line)) {
            throw new AssertionError("the load has ended: " + line);
        }
    }

    /** Begins, and returns after 50 requests. */
    static RequestLoad start(LabHost client, String address, String host) throws IOException {
        var load =
                new RequestLoad(
                        new Shell()
                                .behind("ip netns exec {}", client.netns())
                                .start("python3 -c {} {} {} {}", CLIENT, address, host, CLIENTS));
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
                Integer.parseInt(counts.group(1)),
                Integer.parseInt(counts.group(2)),
                Integer.parseInt(counts.group(3)),
                text);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
