package naru.cli.ports;

import naru.cli.http.DaemonAddress;
import naru.cli.text.Json;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests changes of published ports from the daemon. */
record PortsClient(DaemonAddress daemon) {
    /** The published ports afterwards, one line per port, in the format of {@code docker port}. */
    List<String> change(String action, String container, List<String> texts) throws IOException {
        var name = URLEncoder.encode(container, StandardCharsets.UTF_8);
        var answer = daemon.post("/containers/" + name + "/" + action, body(texts));
        return lines(Json.at(answer, "Ports"));
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
