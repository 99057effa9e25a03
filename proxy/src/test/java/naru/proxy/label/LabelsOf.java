package naru.proxy.label;

import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Workloads for tests, from lines {@code key=value}. */
public final class LabelsOf {
    private LabelsOf() {}

    /** A container of the project {@code shop}. */
    public static Workload container(String name, String labels, Integer... ports) {
        return new Workload(name, "shop", name, lines(labels), Map.of(), ports(ports), false);
    }

    public static Workload variables(String name, String variables, Integer... ports) {
        return new Workload(name, "shop", name, Map.of(), lines(variables), ports(ports), false);
    }

    static Definitions read(String labels, Integer... ports) {
        return Vocabularies.read(container("web", labels, ports), Settings.DEFAULT);
    }

    static Map<String, String> lines(String text) {
        var map = new TreeMap<String, String>();
        for (var line : text.strip().split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                map.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        return map;
    }

    private static SortedSet<Integer> ports(Integer... ports) {
        return new TreeSet<>(java.util.List.of(ports));
    }
}
