package naru.container.model;

import naru.container.config.ContainerConfig;
import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.config.MountPoint;
import naru.container.config.PortBinding;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A container as it was at one moment: what {@code docker inspect} shows.
 *
 * @param id 64 hexadecimal digits
 * @param name without a slash in front
 * @param path the program; {@code args} are its arguments
 * @param imageId the image's id, {@code sha256:} in front
 * @param networks by network name; blank operational fields when not running
 * @param ports by container port such as {@code 80/tcp}: where it is published, or an empty list
 *     when it is only exposed; an empty map when not running
 * @param sandboxId empty when not running; {@code sandboxKey} is the namespace's file
 * @param logPath the file with its output
 * @param directory where its files are kept: hosts, hostname and resolv.conf
 * @param linkNames its names in containers that are linked to it on the default bridge, {@code
 *     /web/db}
 */
public record Container(
        String id,
        String name,
        Instant created,
        String path,
        List<String> args,
        ContainerState state,
        String imageId,
        ContainerConfig config,
        HostConfig hostConfig,
        Map<String, EndpointSettings> networks,
        Map<String, List<PortBinding>> ports,
        String sandboxId,
        String sandboxKey,
        List<MountPoint> mounts,
        int restartCount,
        List<String> execIds,
        RootFs rootFs,
        Path logPath,
        Path directory,
        List<String> linkNames) {

    /**
     * The overlay that is a container's root file system: {@code GraphDriver.Data} of {@code docker
     * inspect}.
     */
    public record RootFs(String lowerDir, String upperDir, String workDir, String mergedDir) {}

    public boolean running() {
        return state.running();
    }

    /** The first 12 digits of the id. */
    public String shortId() {
        return id.substring(0, 12);
    }
}
