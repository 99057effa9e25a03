package naru.proxy.haproxy;

import naru.proxy.haproxy.RandomRules.Sent;
import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.routing.CompiledRouting;
import naru.proxy.haproxy.routing.Frontend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** HAProxy on a Unix socket, whose backends answer with their names. */
final class RealHaproxy implements AutoCloseable {
    private static final Pattern BACKEND = Pattern.compile("(?im)^x-backend: (\\S+)\\r?$");

    private final Path socket;
    private final HaproxyProcess process;

    private RealHaproxy(Path socket, HaproxyProcess process) {
        this.socket = socket;
        this.process = process;
    }

    /** Skips the test where no HAProxy is installed. */
    static RealHaproxy start(Path folder, Frontend frontend, Set<String> backends)
            throws IOException, InterruptedException {
        for (var file : frontend.maps().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        var socket = folder.resolve("http.sock");
        var config = folder.resolve("haproxy.cfg");
        Files.writeString(config, config(socket, frontend, backends));
        return new RealHaproxy(socket, HaproxyProcess.start(folder, socket));
    }

    private static String config(Path socket, Frontend frontend, Set<String> backends) {
        var text = new StringBuilder();
        text.append("defaults\n  mode http\n  timeout client 30s\n  timeout server 30s\n");
        text.append("  timeout connect 1s\nfrontend test\n");
        text.append("  bind unix@").append(socket).append(" accept-proxy\n");
        text.append("  ").append(Frontend.SET_HOST).append('\n');
        frontend.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("  default_backend ").append(Backends.NOT_FOUND).append('\n');
        for (var name : backends) {
            text.append("backend ").append(name);
            text.append("\n  http-request return status 200 hdr X-Backend %[be_name]\n");
        }
        return text.toString();
    }

    /** The backends of requests of one client, which are sent in one go. */
    List<String> backends(String client, List<Sent> requests) throws IOException {
        var text = new StringBuilder("PROXY TCP4 " + client + " 192.0.2.1 1234 80\r\n");
        for (int i = 0; i < requests.size(); i++) {
            var sent = requests.get(i);
            text.append(sent.method()).append(' ').append(sent.target()).append(" HTTP/1.1\r\n");
            text.append("Host: ").append(sent.host()).append("\r\nContent-Length: 0\r\n");
            if (!sent.kind().isEmpty()) {
                text.append("X-Kind: ").append(sent.kind()).append("\r\n");
            }
            text.append(i == requests.size() - 1 ? "Connection: close\r\n\r\n" : "\r\n");
        }
        var names = new ArrayList<String>();
        var matcher = BACKEND.matcher(exchange(text.toString()));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private String exchange(String text) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            var all = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(1 << 16);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** For messages. */
    static Map<String, String> shown(CompiledRouting routing) {
        return Map.of(
                "hosts", routing.hosts().toString(),
                "paths", routing.paths().toString(),
                "rules", routing.rules().toString());
    }

    @Override
    public void close() {
        process.close();
    }
}
