package naru.container.model;

import naru.container.config.ContainerConfig;

import java.util.List;

/** Reads the configuration of new containers and finds what their users should know. */
@FunctionalInterface
public interface CreationAdvisor {
    /** Finds nothing. */
    CreationAdvisor NONE = (name, config) -> List.of();

    /**
     * Returns warnings, which are part of the reply to the creation.
     *
     * @param config with the image's settings
     */
    List<String> warnings(String containerName, ContainerConfig config);
}
