package naru.container.plan;

import naru.container.config.EndpointSettings;
import naru.container.store.ContainerRecord;
import naru.network.model.NaruException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the labels of a container say about its endpoints. A label {@code naru.endpoint.…} is an
 * option of all of them, but for those that say something else by themselves. Pure.
 */
public record EndpointLabels(Map<String, String> labels) {
    static final EndpointLabels NONE = new EndpointLabels(Map.of());

    private static final String OPTION = "naru.endpoint.";
    private static final String DRAIN = OPTION + "drain";
    private static final Pattern SPAN = Pattern.compile("(\\d{1,5})(ms|s)");
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final String PROJECT = "com.docker.compose.project";
    private static final String SERVICE = "com.docker.compose.service";

    private static final String ADDRESSES = OPTION + "addresses";
    private static final String ALL_ADDRESSES = "0.0.0.0/0 ::/0";

    public EndpointLabels {
        labels = Map.copyOf(labels);
    }

    /**
     * Those of a container. A privileged one may send from any address unless it says otherwise: it
     * can take over the host in any case, and what needs it (Kubernetes in containers, routers) has
     * addresses behind it.
     */
    public static EndpointLabels of(ContainerRecord record) {
        var labels = new TreeMap<>(record.config().labels());
        if (record.hostConfig().privileged()) {
            labels.putIfAbsent(ADDRESSES, ALL_ADDRESSES);
        }
        return new EndpointLabels(labels);
    }

    Map<String, String> options(EndpointSettings settings) {
        var options = new TreeMap<String, String>();
        labels.forEach((name, value) -> {
            if (name.startsWith(OPTION)) {
                options.put(name, value);
            }
        });
        options.putAll(settings.driverOpts());
        return options;
    }

    /**
     * The aliases of an endpoint. Where Compose gave some, {@code service.project} is one too,
     * which is no other project's on a network that they share.
     */
    List<String> aliases(EndpointSettings settings) {
        var project = labels.getOrDefault(PROJECT, "");
        var service = labels.getOrDefault(SERVICE, "");
        if (settings.aliases().isEmpty() || project.isEmpty() || service.isEmpty()) {
            return settings.aliases();
        }
        var aliases = new ArrayList<>(settings.aliases());
        aliases.add(service + "." + project);
        return aliases;
    }

    /**
     * For how long a container that is to be stopped goes on serving after it has left the names
     * that it shares, so that who has just learnt its address finds it alive.
     *
     * @throws NaruException.Invalid when it is not such as {@code 300ms} or {@code 2s}
     */
    public static Duration drain(Map<String, String> options) {
        var text = options.getOrDefault(DRAIN, "0s");
        var span = SPAN.matcher(text);
        if (span.matches()) {
            long number = Long.parseLong(span.group(1));
            var drain =
                    span.group(2).equals("s")
                            ? Duration.ofSeconds(number)
                            : Duration.ofMillis(number);
            if (drain.compareTo(LONGEST) <= 0) {
                return drain;
            }
        }
        throw new NaruException.Invalid(
                "invalid %s value: %s: wanted is such as 300ms or 2s, at most 60s"
                        .formatted(DRAIN, text));
    }
}
