package naru.container;

import naru.container.config.CreateRequest;
import naru.container.config.EndpointSettings;
import naru.container.config.ExecRequest;
import naru.container.config.HostConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The containers of this host. A {@code ref} is a full id, a name with or without a slash in front,
 * or the beginning of an id, looked up in that order. Methods block, may be called by any thread,
 * and throw {@link naru.network.model.NaruException}.
 */
public final class Containers implements AutoCloseable {

    Containers() {}

    /**
     * Makes a container that does not run yet. {@code name} is null or empty for one that the
     * engine makes up.
     */
    public Created create(@Nullable String name, CreateRequest request) {
        throw new UnsupportedOperationException();
    }

    public Container find(String ref) {
        throw new UnsupportedOperationException();
    }

    /** All containers, the newest first. */
    public List<Container> list() {
        throw new UnsupportedOperationException();
    }

    /**
     * Starts a container, with its network, or leaves it as it was, with {@code State.Error} set.
     * False if it runs already.
     */
    public boolean start(String ref) {
        throw new UnsupportedOperationException();
    }

    /** False if it did not run. */
    public boolean stop(String ref, StopOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a signal: a name with or without SIG, or a number; null or empty for SIGKILL. SIGKILL
     * is waited for.
     */
    public void kill(String ref, @Nullable String signal) {
        throw new UnsupportedOperationException();
    }

    public void restart(String ref, StopOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Suspends all processes of a container by the freezer. */
    public void pause(String ref) {
        throw new UnsupportedOperationException();
    }

    public void unpause(String ref) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes a container; a running one only with {@code force}. {@code volumes} removes its
     * anonymous volumes with it.
     */
    public void remove(String ref, boolean force, boolean volumes) {
        throw new UnsupportedOperationException();
    }

    public void rename(String ref, String newName) {
        throw new UnsupportedOperationException();
    }

    /**
     * Changes resource limits and the restart policy: those of {@code changes} that are not at
     * their default.
     */
    public List<String> update(String ref, HostConfig changes) {
        throw new UnsupportedOperationException();
    }

    /**
     * Registers for an end before it returns; the future completes with it. Cancel the future to
     * stop waiting. For {@link WaitCondition#REMOVED} the exit is the last one.
     */
    public CompletableFuture<Exit> await(String ref, WaitCondition condition) {
        throw new UnsupportedOperationException();
    }

    public FrameStream logs(String ref, LogOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Attaches to a running container, or to the next run of one that is not started: then nothing
     * of its output is missed.
     */
    public Attached attach(String ref, AttachOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Sets the size of the terminal, in characters. */
    public void resize(String ref, int height, int width) {
        throw new UnsupportedOperationException();
    }

    /** Prepares a further command in a running container and returns its id. */
    public String createExec(String ref, ExecRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Starts a prepared command and attaches to what its request named. */
    public Attached startExec(String execId) {
        throw new UnsupportedOperationException();
    }

    /** Starts a prepared command and lets it run by itself. */
    public void startExecDetached(String execId) {
        throw new UnsupportedOperationException();
    }

    public ExecSession exec(String execId) {
        throw new UnsupportedOperationException();
    }

    public void resizeExec(String execId, int height, int width) {
        throw new UnsupportedOperationException();
    }

    /** Adds an endpoint, at once when the container runs, else at its next start. */
    public void connect(String ref, String networkRef, EndpointSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** Takes an endpoint away. {@code force} also drops one whose container is gone. */
    public void disconnect(String ref, String networkRef, boolean force) {
        throw new UnsupportedOperationException();
    }

    /**
     * The processes of a container as {@code ps} with these arguments shows them: titles first,
     * then a row a process.
     */
    public Processes top(String ref, List<String> psArguments) {
        throw new UnsupportedOperationException();
    }

    /** A table of processes. */
    public record Processes(List<String> titles, List<List<String>> rows) {}

    /** Stops watching; the containers run on. */
    @Override
    public void close() {}
}
