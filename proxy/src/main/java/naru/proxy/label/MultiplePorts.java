package naru.proxy.label;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * nginx-proxy's VIRTUAL_HOST_MULTIPORTS: a YAML or JSON map of hosts to maps of paths to {@code
 * port}, {@code dest} and {@code proto}.
 */
final class MultiplePorts {
    static final String KEY = "VIRTUAL_HOST_MULTIPORTS";

    private MultiplePorts() {}

    static List<VirtualPath> read(String text, BiConsumer<String, String> problem) {
        var paths = new ArrayList<VirtualPath>();
        try {
            var settings = LoadSettings.builder().setMaxAliasesForCollections(20).build();
            if (!(new Load(settings).loadFromString(text) instanceof Map<?, ?> hosts)) {
                problem.accept(KEY, "expected a map of hosts to paths");
                return List.of();
            }
            hosts.forEach((host, below) -> readHost(String.valueOf(host), below, paths, problem));
        } catch (YamlEngineException e) {
            problem.accept(
                    KEY,
                    "is no YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return paths;
    }

    private static void readHost(
            String host,
            Object below,
            List<VirtualPath> paths,
            BiConsumer<String, String> problem) {
        if (below == null || below instanceof Map<?, ?> map && map.isEmpty()) {
            paths.add(path(host, "/", Map.of()));
        } else if (below instanceof Map<?, ?> map) {
            map.forEach((path, settings) -> {
                if (settings instanceof Map<?, ?> entries) {
                    paths.add(path(host, String.valueOf(path), entries));
                } else if (settings == null) {
                    paths.add(path(host, String.valueOf(path), Map.of()));
                } else {
                    problem.accept(KEY, host + ": " + path + ": expected port, dest or proto");
                }
            });
        } else {
            problem.accept(KEY, host + ": expected a map of paths");
        }
    }

    private static VirtualPath path(String host, String path, Map<?, ?> settings) {
        return new VirtualPath(
                host,
                path,
                text(settings, "port"),
                text(settings, "dest").filter(dest -> !dest.isEmpty()),
                text(settings, "proto").orElse("http"));
    }

    private static Optional<String> text(Map<?, ?> settings, String key) {
        var value = settings.get(key);
        return value == null ? Optional.empty() : Optional.of(String.valueOf(value));
    }
}
