package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A further command to run in a running container: the body of {@code POST /containers/{id}/exec}.
 */
@Json(naming = Json.Naming.UpperCamel)
public record ExecRequest(
        @Json.Property("User") String user,
        @Json.Property("Privileged") boolean privileged,
        @Json.Property("Tty") boolean tty,
        @Nullable List<Integer> consoleSize,
        boolean attachStdin,
        boolean attachStderr,
        boolean attachStdout,
        @Json.Property("Detach") boolean detach,
        String detachKeys,
        @Json.Property("Env") List<String> env,
        String workingDir,
        @Json.Property("Cmd") List<String> cmd) {

    public ExecRequest {
        user = Frozen.text(user);
        detachKeys = Frozen.text(detachKeys);
        env = Frozen.list(env);
        workingDir = Frozen.text(workingDir);
        cmd = Frozen.list(cmd);
    }

    /** The same with another size of its terminal, null for its own. */
    public ExecRequest sized(@Nullable List<Integer> size) {
        return size == null
                ? this
                : new ExecRequest(
                        user,
                        privileged,
                        tty,
                        size,
                        attachStdin,
                        attachStderr,
                        attachStdout,
                        detach,
                        detachKeys,
                        env,
                        workingDir,
                        cmd);
    }

    /** A command whose output is collected. */
    public static ExecRequest collecting(List<String> command) {
        return new ExecRequest(
                "", false, false, null, false, true, true, false, "", List.of(), "", command);
    }
}
