package naru.proxy.compose;

import naru.proxy.model.Workload;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The services of a Compose file as {@code docker compose config} prints it: includes, extensions
 * and variables are resolved, and labels and environments are maps.
 */
public final class ComposeConfig {
    /** The container's port at the end of a short port syntax: {@code 8080:80/tcp}. */
    private static final Pattern PORT = Pattern.compile("(?:^|:)(\\d{1,5})(?:/tcp)?$");

    private static final String ONE_OFF = "com.docker.compose.oneoff";

    private ComposeConfig() {}

    /**
     * Reads a resolved file.
     *
     * @param project the name of the project where the file does not say it
     * @param imagePorts the TCP ports that an image exposes, as far as they are known
     * @throws IllegalArgumentException if the text is no resolved Compose file
     */
    public static List<Workload> read(
            String yaml, String project, Function<String, SortedSet<Integer>> imagePorts) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("the Compose file is no YAML", e);
        }
        if (!(root instanceof Map<?, ?> file)
                || !(file.get("services") instanceof Map<?, ?> services)) {
            throw new IllegalArgumentException("the Compose file has no services");
        }
        var name = file.get("name") instanceof String text ? text : project;
        var workloads = new ArrayList<Workload>();
        services.forEach((service, settings) -> {
            if (settings instanceof Map<?, ?> map) {
                workloads.add(workload(String.valueOf(service), name, map, imagePorts));
            }
        });
        return List.copyOf(workloads);
    }

    private static Workload workload(
            String service,
            String project,
            Map<?, ?> settings,
            Function<String, SortedSet<Integer>> imagePorts) {
        var ports = new TreeSet<Integer>();
        addPorts(settings.get("expose"), ports);
        addPorts(settings.get("ports"), ports);
        if (settings.get("image") instanceof String image) {
            ports.addAll(imagePorts.apply(image));
        }
        var labels = texts(settings.get("labels"));
        return new Workload(
                settings.get("container_name") instanceof String name ? name : service,
                project,
                service,
                labels,
                texts(settings.get("environment")),
                ports,
                labels.getOrDefault(ONE_OFF, "").equalsIgnoreCase("true"));
    }

    private static void addPorts(@Nullable Object list, SortedSet<Integer> ports) {
        if (list instanceof List<?> all) {
            for (var entry : all) {
                var text =
                        entry instanceof Map<?, ?> map && "tcp".equals(protocol(map))
                                ? String.valueOf(map.get("target"))
                                : String.valueOf(entry);
                var port = PORT.matcher(text);
                if (port.find()) {
                    ports.add(Integer.valueOf(port.group(1)));
                }
            }
        }
    }

    private static Object protocol(Map<?, ?> port) {
        var protocol = port.get("protocol");
        return protocol == null ? "tcp" : protocol;
    }

    /** A map, or a list of {@code key=value}; values that are not set are left out. */
    private static Map<String, String> texts(@Nullable Object value) {
        var texts = new TreeMap<String, String>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, text) -> {
                if (text != null) {
                    texts.put(String.valueOf(key), String.valueOf(text));
                }
            });
        } else if (value instanceof List<?> list) {
            for (var entry : list) {
                var parts = String.valueOf(entry).split("=", 2);
                if (parts.length == 2) {
                    texts.put(parts[0], parts[1]);
                }
            }
        }
        return texts;
    }
}
