package naru.proxy.control;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;
import naru.proxy.model.Workload;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the part of a container that defines routes. */
final class Workloads {
    private static final String PROJECT = "com.docker.compose.project";
    private static final String SERVICE = "com.docker.compose.service";
    private static final String ONE_OFF = "com.docker.compose.oneoff";

    private Workloads() {}

    static Workload of(String name, ContainerConfig config, @Nullable HostConfig host) {
        var labels = config.labels();
        var environment = new HashMap<String, String>();
        for (var line : config.env()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        var ports = new TreeSet<Integer>();
        addPorts(config.exposedPorts(), ports);
        if (host != null) {
            addPorts(host.portBindings(), ports);
        }
        return new Workload(
                name,
                labels.getOrDefault(PROJECT, ""),
                labels.getOrDefault(SERVICE, ""),
                labels,
                environment,
                ports,
                labels.getOrDefault(ONE_OFF, "").equalsIgnoreCase("true"));
    }

    private static void addPorts(
            Map<String, ? extends @Nullable Object> byName, Set<Integer> ports) {
        for (var name : byName.keySet()) {
            var words = name.split("/", 2);
            boolean tcp = words.length == 1 || words[1].equals("tcp");
            if (tcp && words[0].matches("[0-9]{1,5}")) {
                ports.add(Integer.valueOf(words[0]));
            }
        }
    }
}
