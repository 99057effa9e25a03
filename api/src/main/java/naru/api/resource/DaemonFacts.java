package naru.api.resource;

import naru.api.wire.EngineVersion;
import naru.container.image.model.RegistrySettings;
import naru.network.settings.DefaultPool;

import java.util.List;

/**
 * Values of the daemon's configuration for {@code docker info}.
 *
 * @param labels {@code key=value} each
 * @param logDriver the default of containers
 * @param pools pools of automatic subnets; empty for Docker's defaults
 */
public record DaemonFacts(
        List<String> labels,
        List<DefaultPool> pools,
        RegistrySettings registries,
        String logDriver,
        boolean debug) {
    /** The version of Docker's engine that clients and other nodes see. */
    public static final String ENGINE_VERSION = EngineVersion.DOCKER;

    /** A daemon without a configuration. */
    public static final DaemonFacts STANDARD =
            new DaemonFacts(List.of(), List.of(), RegistrySettings.STANDARD, "json-file", false);

    public DaemonFacts {
        labels = List.copyOf(labels);
        pools = List.copyOf(pools);
    }
}
