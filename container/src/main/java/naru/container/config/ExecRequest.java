package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A further command to run in a running container: the body of {@code POST /containers/{id}/exec}.
 */
@Json(naming = Json.Naming.UpperCamel)
public record ExecRequest(
        String user,
        boolean privileged,
        boolean tty,
        @Nullable List<Integer> consoleSize,
        boolean attachStdin,
        boolean attachStderr,
        boolean attachStdout,
        boolean detach,
        String detachKeys,
        List<String> env,
        String workingDir,
        List<String> cmd) {

    public ExecRequest {
        user = Frozen.text(user);
        detachKeys = Frozen.text(detachKeys);
        env = Frozen.list(env);
        workingDir = Frozen.text(workingDir);
        cmd = Frozen.list(cmd);
    }
}
