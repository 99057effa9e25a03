package naru.acceptance.proxy;

import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Requests by HTTPS, each on a connection of its own, until it is stopped. */
final class SecureLoad implements AutoCloseable {
    private static final String CLIENT =
            """
            import http.client, socket, ssl, sys, threading, time
            address, name, root = sys.argv[1:4]
            context = ssl.create_default_context(cafile=root)
            going, failures, serials, answers = [True], [], set(), [0]
            def request():
                with socket.create_connection((address, 443), timeout=10) as plain:
                    with context.wrap_socket(plain, server_hostname=name) as stream:
                        serials.add(stream.getpeercert()["serialNumber"])
                        stream.sendall(b"GET / HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n" % name.encode())
                        status = stream.makefile("rb").readline()
                        if b" 200 " not in status:
                            raise Exception(status)
            def client():
                while going[0]:
                    try:
                        request()
                        answers[0] += 1
                    except Exception as failure:
                        failures.append(repr(failure))
                    time.sleep(0.02)
            thread = threading.Thread(target=client)
            thread.start()
            end = time.monotonic() + 90
            while len(serials) < 2 and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(0.5)
            going[0] = False
            thread.join()
            print("answered", answers[0], "failed", len(failures), "certificates", len(serials))
            print(failures[:5])
            """;

    private static final Pattern COUNTS =
            Pattern.compile("answered (\\d+) failed (\\d+) certificates (\\d+)");

    private final Process process;

    private SecureLoad(Process process) {
        this.process = process;
    }

    record Counts(int answered, int failed, int certificates, String details) {}

    /**
     * @param root the authority that must have issued the certificates
     */
    static SecureLoad start(LabHost client, String host, Path root) throws IOException {
        return new SecureLoad(
                new Shell()
                        .behind("ip netns exec {}", client.netns())
                        .start("python3 -c {} {} {} {}", CLIENT, ProxyGround.ADDRESS, host, root));
    }

    /** Ends soon after a second certificate has been seen, at the latest after 90 seconds. */
    Counts untilRenewed() throws IOException {
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var counts = COUNTS.matcher(output);
        if (!counts.find()) {
            throw new AssertionError("no result of the load: " + output);
        }
        System.out.print(output);
        return new Counts(
                Integer.parseInt(counts.group(1)),
                Integer.parseInt(counts.group(2)),
                Integer.parseInt(counts.group(3)),
                output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
