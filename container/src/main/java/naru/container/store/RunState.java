package naru.container.store;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * How a container does: kept in the journal under {@code run/<id>}, safe from the death of this
 * process. What it says about processes holds for one boot of the host only.
 *
 * @param pid of the first process; {@code pidStart} tells it from a later one with that number
 * @param monitorPid of conmon
 * @param error why the last start failed
 * @param stopped a user has ended it, so that no policy starts it again
 */
@Json
public record RunState(
        Status status,
        String bootId,
        int pid,
        long pidStart,
        int monitorPid,
        long monitorStart,
        int exitCode,
        boolean oomKilled,
        String error,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        int restartCount,
        boolean stopped) {

    /**
     * Where a container is in its life. {@code STARTING} in the journal is a start that broke off.
     */
    public enum Status {
        CREATED,
        STARTING,
        RUNNING,
        PAUSED,
        RESTARTING,
        EXITED
    }

    public static final RunState NEW =
            new RunState(Status.CREATED, "", 0, 0, 0, 0, 0, false, "", null, null, 0, false);

    public boolean active() {
        return status == Status.RUNNING || status == Status.PAUSED;
    }

    /** Whether it does not run, and is going to be started by the engine. */
    public boolean pending() {
        return status == Status.RESTARTING || status == Status.STARTING;
    }

    /** Whether its policy starts it again, after a pause or just now. */
    public boolean restarting() {
        return status == Status.RESTARTING || (status == Status.STARTING && restartCount > 0);
    }

    /** Docker's word for the state, such as {@code running}. */
    public String statusText() {
        if (restarting()) {
            return "restarting";
        }
        return switch (status) {
            case STARTING -> startedAt == null ? "created" : "exited";
            default -> status.name().toLowerCase(Locale.ROOT);
        };
    }

    /** It neither runs nor is going to be started. */
    public RunState idle() {
        return with(startedAt == null ? Status.CREATED : Status.EXITED);
    }

    /** It does not run, and is going to be started for the {@code count}-th time by its policy. */
    public RunState restarting(int count) {
        return with(Status.RESTARTING).restarts(count);
    }

    public RunState with(Status newStatus) {
        return with(draft -> draft.status = newStatus);
    }

    public RunState running(
            String boot,
            int newPid,
            long newPidStart,
            int monitor,
            long newMonitorStart,
            Instant now) {
        return new RunState(
                Status.RUNNING,
                boot,
                newPid,
                newPidStart,
                monitor,
                newMonitorStart,
                0,
                false,
                "",
                now.toString(),
                finishedAt,
                restartCount,
                false);
    }

    public RunState exited(int code, boolean oom, Instant now) {
        return withoutProcesses(draft -> {
            draft.status = Status.EXITED;
            draft.exitCode = code;
            draft.oomKilled = oom;
            draft.error = "";
            draft.finishedAt = now.toString();
        });
    }

    /** A failed start; whether the container has ever run decides its status. */
    public RunState failed(int code, String why) {
        return withoutProcesses(draft -> {
            draft.status = startedAt == null ? Status.CREATED : Status.EXITED;
            draft.exitCode = code;
            draft.oomKilled = false;
            draft.error = why;
        });
    }

    public RunState finished(Instant now) {
        return with(draft -> draft.finishedAt = now.toString());
    }

    /** {@code why} it does not run; empty for no reason. */
    public RunState because(String why) {
        return with(draft -> draft.error = why);
    }

    public RunState stoppedByUser(boolean byUser) {
        return with(draft -> draft.stopped = byUser);
    }

    public RunState restarts(int count) {
        return with(draft -> draft.restartCount = count);
    }

    /** A copy with changes. */
    private RunState with(Consumer<Draft> changes) {
        var draft = new Draft(this);
        changes.accept(draft);
        return new RunState(
                draft.status,
                bootId,
                pid,
                pidStart,
                monitorPid,
                monitorStart,
                draft.exitCode,
                draft.oomKilled,
                draft.error,
                startedAt,
                draft.finishedAt,
                draft.restartCount,
                draft.stopped);
    }

    private RunState withoutProcesses(Consumer<Draft> changes) {
        var before =
                new RunState(
                        status,
                        "",
                        0,
                        0,
                        0,
                        0,
                        exitCode,
                        oomKilled,
                        error,
                        startedAt,
                        finishedAt,
                        restartCount,
                        stopped);
        return before.with(changes);
    }

    /** What changes without another process. */
    private static final class Draft {
        private Status status;
        private int exitCode;
        private boolean oomKilled;
        private String error;
        private @Nullable String finishedAt;
        private int restartCount;
        private boolean stopped;

        Draft(RunState from) {
            status = from.status;
            exitCode = from.exitCode;
            oomKilled = from.oomKilled;
            error = from.error;
            finishedAt = from.finishedAt;
            restartCount = from.restartCount;
            stopped = from.stopped;
        }
    }
}
