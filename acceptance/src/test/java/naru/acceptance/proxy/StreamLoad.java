package naru.acceptance.proxy;

import naru.acceptance.lab.Shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * WebSockets and gRPC-like calls that stay open through the proxy, each with a message a second.
 * The routes lead to a server on the proxy's host, by two containers on its network that have the
 * labels only.
 */
final class StreamLoad implements AutoCloseable {
    private static final int PORT = 9050;
    private static final Pattern COUNTS =
            Pattern.compile("streams (\\d+) closed (\\d+) messages (\\d+)");

    private final Process server;
    private final Process client;
    private final BufferedReader output;

    private StreamLoad(Process server, Process client) {
        this.server = server;
        this.client = client;
        output =
                new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The streams so far. */
    record Counts(int streams, int closed, int messages, String details) {}

    /** Defines the routes {@code ws.test} and {@code grpc.test}, and opens the streams. */
    static StreamLoad start(ProxyGround ground, int sockets, int calls) throws Exception {
        var script = script();
        var server =
                new Shell()
                        .behind("ip netns exec {}", ground.host().netns())
                        .start("python3 {} server {}", script, PORT);
        route(ground, "ws", "http");
        route(ground, "grpc", "h2c");
        var streams =
                new StreamLoad(
                        server,
                        new Shell()
                                .behind("ip netns exec {}", ground.client().netns())
                                .start(
                                        "python3 {} client {} {} {}",
                                        script,
                                        ProxyGround.ADDRESS,
                                        sockets,
                                        calls));
        var first = streams.output.readLine();
        if (!"open".equals(first)) {
            throw new AssertionError("the streams do not open: " + first);
        }
        return streams;
    }

    private static void route(ProxyGround ground, String name, String scheme) throws Exception {
        ground.docker()
                .waiting(
                        "streams-" + name,
                        "--network host -l naru.proxy.host={}.test -l naru.proxy.port={}"
                                + " -l naru.proxy.scheme={}",
                        name,
                        PORT,
                        scheme);
        ground.awaitReady("streams-" + name);
    }

    private static Path script() throws URISyntaxException {
        var found = StreamLoad.class.getResource("streams.py");
        if (found == null) {
            throw new AssertionError("streams.py is not among the resources");
        }
        return Path.of(found.toURI());
    }

    /** Ends the streams and returns what they have counted. */
    Counts stop() throws IOException {
        client.getOutputStream().close();
        var text = output.readAllAsString();
        System.out.print(text);
        var counts = COUNTS.matcher(text);
        if (!counts.find()) {
            throw new AssertionError("no result of the streams: " + text);
        }
        return new Counts(
                Integer.parseInt(counts.group(1)),
                Integer.parseInt(counts.group(2)),
                Integer.parseInt(counts.group(3)),
                text);
    }

    @Override
    public void close() {
        client.destroyForcibly();
        server.destroyForcibly();
    }
}
