package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.Definitions;
import naru.proxy.model.Name;
import naru.proxy.model.Problem;
import naru.proxy.model.Workload;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file in the format of Traefik's dynamic configuration; Traefik documentation, "File provider".
 * Its names are {@code NAME@file}.
 */
public final class RouteFile {
    private static final Set<String> KEYS = Set.of("http", "tcp", "tls", "udp");

    private RouteFile() {}

    /** Whether a YAML text has the outermost keys of such a file, not those of Compose. */
    public static boolean isOne(String yaml) {
        var keys = YamlTree.keys(yaml);
        return !keys.isEmpty() && KEYS.containsAll(keys);
    }

    /**
     * Reads a file. Keys that are invalid or not supported become problems that name their line.
     *
     * @param name of the file, for messages
     * @throws RouteFileException if the text is no YAML
     */
    public static Definitions read(String name, String yaml, Settings settings)
            throws RouteFileException {
        var problems = new ArrayList<Problem>();
        var tree = LabelNode.empty(name, problems);
        YamlTree.fill(tree, yaml);
        return TraefikLabels.readFile(workload(name), settings, tree, problems);
    }

    /** A file without routes, with a problem. */
    public static Definitions broken(String name, String place, String reason) {
        return new Definitions(
                workload(name),
                java.util.List.of(),
                java.util.List.of(),
                Map.of(),
                java.util.List.of(new Problem(name, place, reason)));
    }

    private static Workload workload(String name) {
        return new Workload(name, Name.FILES, "", Map.of(), Map.of(), new TreeSet<>(), false);
    }
}
