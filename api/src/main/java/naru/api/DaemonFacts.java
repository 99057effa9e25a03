package naru.api;

import naru.container.image.model.RegistrySettings;
import naru.network.settings.DefaultPool;

import java.util.List;

/**
 * What the daemon's configuration says and {@code docker info} repeats.
 *
 * @param labels {@code key=value} each
 * @param logDriver of containers that name none
 * @param pools where automatic subnets come from; empty for Docker's own
 */
public record DaemonFacts(
        List<String> labels,
        List<DefaultPool> pools,
        RegistrySettings registries,
        String logDriver,
        boolean debug) {
    /** A daemon without a configuration. */
    public static final DaemonFacts STANDARD =
            new DaemonFacts(List.of(), List.of(), RegistrySettings.STANDARD, "json-file", false);

    public DaemonFacts {
        labels = List.copyOf(labels);
        pools = List.copyOf(pools);
    }
}
