package naru.api.json.container;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code GET /exec/{id}/json}. */
@Json(naming = Json.Naming.UpperCamel)
public record ExecReply(
        @Json.Property("ID") String id,
        @Json.Property("Running") boolean running,
        @Nullable Integer exitCode,
        ProcessConfig processConfig,
        boolean openStdin,
        boolean openStderr,
        boolean openStdout,
        boolean canRemove,
        @Json.Property("ContainerID") String containerId,
        String detachKeys,
        @Json.Property("Pid") int pid) {

    /** The command. */
    @Json
    public record ProcessConfig(
            boolean tty,
            String entrypoint,
            List<String> arguments,
            boolean privileged,
            String user) {}
}
