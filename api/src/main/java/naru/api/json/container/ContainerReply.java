package naru.api.json.container;

import io.avaje.jsonb.Json;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;
import naru.container.config.MountPoint;
import naru.container.config.PortBinding;
import naru.container.model.ContainerState;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** {@code GET /containers/{id}/json}. The sizes are null unless requested. */
@Json(naming = Json.Naming.UpperCamel)
public record ContainerReply(
        @Json.Property("Id") String id,
        @Json.Property("Created") String created,
        @Json.Property("Path") String path,
        @Json.Property("Args") List<String> args,
        @Json.Property("State") ContainerState state,
        @Json.Property("Image") String image,
        String resolvConfPath,
        String hostnamePath,
        String hostsPath,
        String logPath,
        @Json.Property("Name") String name,
        int restartCount,
        @Json.Property("Driver") String driver,
        @Json.Property("Platform") String platform,
        String mountLabel,
        String processLabel,
        String appArmorProfile,
        @Nullable @Json.Property("ExecIDs") List<String> execIds,
        HostConfig hostConfig,
        GraphDriver graphDriver,
        @Nullable Long sizeRw,
        @Nullable Long sizeRootFs,
        @Json.Property("Mounts") List<MountPoint> mounts,
        @Json.Property("Config") ContainerConfig config,
        Settings networkSettings) {

    /** The directories of the root file system. */
    @Json(naming = Json.Naming.UpperCamel)
    public record GraphDriver(
            @Json.Property("Data") Map<String, String> data, @Json.Property("Name") String name) {}

    /**
     * The container's network settings. The fields between {@code secondaryIPv6Addresses} and
     * {@code networks} repeat the endpoint on {@code bridge}, as in all versions up to 1.51.
     */
    @Json(naming = Json.Naming.UpperCamel)
    public record Settings(
            @Json.Property("Bridge") String bridge,
            @Json.Property("SandboxID") String sandboxId,
            String sandboxKey,
            @Json.Property("Ports") Map<String, @Nullable List<PortBinding>> ports,
            boolean hairpinMode,
            @Json.Property("LinkLocalIPv6Address") String linkLocalIpv6Address,
            @Json.Property("LinkLocalIPv6PrefixLen") int linkLocalIpv6PrefixLen,
            @Nullable @Json.Property("SecondaryIPAddresses") List<String> secondaryIpAddresses,
            @Nullable @Json.Property("SecondaryIPv6Addresses") List<String> secondaryIpv6Addresses,
            @Json.Property("EndpointID") String endpointId,
            @Json.Property("Gateway") String gateway,
            @Json.Property("GlobalIPv6Address") String globalIpv6Address,
            @Json.Property("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
            @Json.Property("IPAddress") String ipAddress,
            @Json.Property("IPPrefixLen") int ipPrefixLen,
            @Json.Property("IPv6Gateway") String ipv6Gateway,
            String macAddress,
            @Json.Property("Networks") Map<String, EndpointReply> networks) {}
}
