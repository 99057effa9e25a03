package naru.container.store;

import io.avaje.jsonb.Json;

import naru.container.config.ContainerConfig;
import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.config.MountPoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container is meant to be: kept in the journal under {@code container/<id>} and safe from
 * power loss.
 *
 * @param created RFC 3339
 * @param networks what is configured, by the name of the network
 */
@Json
public record ContainerRecord(
        String id,
        String name,
        String created,
        String imageId,
        String path,
        List<String> args,
        ContainerConfig config,
        HostConfig hostConfig,
        Map<String, EndpointSettings> networks,
        List<MountPoint> mounts) {

    public ContainerRecord {
        args = List.copyOf(args);
        networks = Collections.unmodifiableMap(new TreeMap<>(networks));
        mounts = List.copyOf(mounts);
    }

    public ContainerRecord withName(String newName) {
        return new ContainerRecord(
                id, newName, created, imageId, path, args, config, hostConfig, networks, mounts);
    }

    public ContainerRecord withNetworks(Map<String, EndpointSettings> newNetworks) {
        return new ContainerRecord(
                id, name, created, imageId, path, args, config, hostConfig, newNetworks, mounts);
    }

    public ContainerRecord withHostConfig(HostConfig newHostConfig) {
        return new ContainerRecord(
                id, name, created, imageId, path, args, config, newHostConfig, networks, mounts);
    }
}
