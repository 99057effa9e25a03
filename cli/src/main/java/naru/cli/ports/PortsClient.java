package naru.cli.ports;

import naru.cli.http.Http;
import naru.cli.http.HttpAnswer;
import naru.cli.text.Json;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the daemon to change published ports. */
record PortsClient(Http http, String address) {
    private static final String UNIX = "unix://";

    /**
     * Where {@code socket} says, or {@code DOCKER_HOST} in {@code environment}.
     *
     * @throws IllegalArgumentException when that is not a Unix socket
     */
    static PortsClient of(String socket, Map<String, String> environment) {
        var address =
                socket.isEmpty() ? environment.getOrDefault("DOCKER_HOST", "") : UNIX + socket;
        if (address.isEmpty()) {
            address = UNIX + "/run/naru/naru.sock";
        }
        if (!address.startsWith(UNIX)) {
            throw new IllegalArgumentException("not a Unix socket: " + address);
        }
        return new PortsClient(Http.unix(Path.of(address.substring(UNIX.length()))), address);
    }

    /** What is published afterwards, a line a port, as {@code docker port} prints it. */
    List<String> change(String action, String container, List<String> texts) throws IOException {
        var name = URLEncoder.encode(container, StandardCharsets.UTF_8);
        var answer = post("/containers/" + name + "/" + action, body(texts));
        if (!answer.isFine()) {
            throw new IOException(Json.text(Json.at(Json.parse(answer.body())), "message"));
        }
        return lines(Json.at(Json.parse(answer.body()), "Ports"));
    }

    private HttpAnswer post(String target, Map<String, Object> body) throws IOException {
        try {
            var json = Json.compact(body).getBytes(StandardCharsets.UTF_8);
            return http.send("POST", target, "application/json", json);
        } catch (IOException e) {
            throw new IOException("no answer from the daemon at " + address, e);
        }
    }

    static Map<String, Object> body(List<String> texts) {
        var bindings = new TreeMap<String, List<Object>>();
        for (var text : texts) {
            for (var port : PortText.parse(text)) {
                bindings.computeIfAbsent(port.containerPort(), _ -> new ArrayList<>())
                        .add(Json.object("HostIp", port.hostIp(), "HostPort", port.hostPort()));
            }
        }
        return Json.object("PortBindings", bindings);
    }

    static List<String> lines(Map<String, Object> ports) {
        var lines = new ArrayList<String>();
        ports.forEach((port, bindings) -> {
            for (var binding : Json.objects(bindings)) {
                var ip = Json.text(binding, "HostIp");
                var host = ip.contains(":") ? "[" + ip + "]" : ip;
                lines.add(port + " -> " + host + ":" + Json.text(binding, "HostPort"));
            }
        });
        return lines;
    }
}
