package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /exec/{id}/json}. */
@Json(naming = Json.Naming.UpperCamel)
public record ExecReply(
        @Json.Property("ID") String id,
        boolean running,
        @Nullable Integer exitCode,
        ProcessConfig processConfig,
        boolean openStdin,
        boolean openStderr,
        boolean openStdout,
        boolean canRemove,
        @Json.Property("ContainerID") String containerId,
        String detachKeys,
        int pid) {

    /** What runs. */
    @Json
    public record ProcessConfig(
            boolean tty, String entrypoint, List<String> arguments, boolean privileged, String user) {}
}
