package naru.container.config;

import static naru.container.config.Frozen.list;
import static naru.container.config.Frozen.listOrNull;
import static naru.container.config.Frozen.map;
import static naru.container.config.Frozen.text;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The program of a container and its streams: {@code Config} of the Docker Engine API, in
 * containers and images.
 *
 * @param exposedPorts keys such as {@code 80/tcp}; the values are empty objects
 * @param cmd null when not given, and then the image's holds
 * @param entrypoint null when not given, and then the image's holds; empty to run without one
 * @param stopTimeout seconds, null for Docker's 10
 */
@Json(naming = Json.Naming.UpperCamel)
public record ContainerConfig(
        @Json.Property("Hostname") String hostname,
        @Json.Property("Domainname") String domainname,
        @Json.Property("User") String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        Map<String, Object> exposedPorts,
        @Json.Property("Tty") boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        @Json.Property("Env") List<String> env,
        @Json.Property("Cmd") @Nullable List<String> cmd,
        @Json.Property("Healthcheck") @Nullable Healthcheck healthcheck,
        boolean argsEscaped,
        @Json.Property("Image") String image,
        @Json.Property("Volumes") Map<String, Object> volumes,
        String workingDir,
        @Json.Property("Entrypoint") @Nullable List<String> entrypoint,
        boolean networkDisabled,
        String macAddress,
        List<String> onBuild,
        @Json.Property("Labels") Map<String, String> labels,
        String stopSignal,
        @Nullable Integer stopTimeout,
        @Json.Property("Shell") @Nullable List<String> shell) {

    public ContainerConfig {
        hostname = text(hostname);
        domainname = text(domainname);
        user = text(user);
        exposedPorts = map(exposedPorts);
        env = list(env);
        cmd = listOrNull(cmd);
        image = text(image);
        volumes = map(volumes);
        workingDir = text(workingDir);
        entrypoint = listOrNull(entrypoint);
        macAddress = text(macAddress);
        onBuild = list(onBuild);
        labels = map(labels);
        stopSignal = text(stopSignal);
        shell = listOrNull(shell);
    }

    /** The same with another environment. */
    public ContainerConfig withEnv(List<String> newEnv) {
        return new ContainerConfig(
                hostname,
                domainname,
                user,
                attachStdin,
                attachStdout,
                attachStderr,
                exposedPorts,
                tty,
                openStdin,
                stdinOnce,
                newEnv,
                cmd,
                healthcheck,
                argsEscaped,
                image,
                volumes,
                workingDir,
                entrypoint,
                networkDisabled,
                macAddress,
                onBuild,
                labels,
                stopSignal,
                stopTimeout,
                shell);
    }
}
