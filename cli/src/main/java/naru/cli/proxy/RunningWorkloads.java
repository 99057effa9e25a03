package naru.cli.proxy;

import naru.cli.http.DaemonAddress;
import naru.cli.text.Json;
import naru.proxy.model.Workload;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The containers that run, as the daemon describes them. */
final class RunningWorkloads {
    private static final String PROJECT = "com.docker.compose.project";
    private static final String SERVICE = "com.docker.compose.service";
    private static final String ONE_OFF = "com.docker.compose.oneoff";

    private RunningWorkloads() {}

    /** The oldest container first. */
    static List<Workload> read(DaemonAddress daemon) throws IOException {
        var workloads = new ArrayList<Workload>();
        for (var container : daemon.list("/containers/json")) {
            workloads.addFirst(
                    workload(daemon.get("/containers/" + Json.text(container, "Id") + "/json")));
        }
        return workloads;
    }

    /** A container from the answer to {@code GET /containers/{id}/json}. */
    static Workload workload(Map<String, Object> container) {
        var config = Json.at(container, "Config");
        var labels = new TreeMap<String, String>();
        Json.at(config, "Labels").forEach((key, value) -> labels.put(key, String.valueOf(value)));
        var ports = ports(Json.at(config, "ExposedPorts"));
        ports.addAll(ports(Json.at(container, "NetworkSettings", "Ports")));
        return new Workload(
                Json.text(container, "Name").replaceFirst("^/", ""),
                labels.getOrDefault(PROJECT, ""),
                labels.getOrDefault(SERVICE, ""),
                labels,
                environment(config),
                ports,
                labels.getOrDefault(ONE_OFF, "").equalsIgnoreCase("true"));
    }

    static SortedSet<Integer> imagePorts(DaemonAddress daemon, String image) throws IOException {
        var name = URLEncoder.encode(image, StandardCharsets.UTF_8).replace("%2F", "/");
        var answer = daemon.get("/images/" + name + "/json");
        return ports(Json.at(answer, "Config", "ExposedPorts"));
    }

    private static SortedSet<Integer> ports(Map<String, Object> byName) {
        var ports = new TreeSet<Integer>();
        for (var name : byName.keySet()) {
            if (name.endsWith("/tcp")) {
                ports.add(Integer.valueOf(name.substring(0, name.indexOf('/'))));
            }
        }
        return ports;
    }

    private static Map<String, String> environment(Map<String, Object> config) {
        var variables = new TreeMap<String, String>();
        if (config.get("Env") instanceof List<?> lines) {
            for (var line : lines) {
                var parts = String.valueOf(line).split("=", 2);
                variables.put(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return variables;
    }
}
