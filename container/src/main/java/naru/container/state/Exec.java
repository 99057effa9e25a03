package naru.container.state;

import naru.container.config.ExecRequest;
import naru.container.model.ExecSession;
import naru.container.model.Exit;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A further command in a container, in memory: it ends with the container's run. */
public final class Exec {
    public final String id;
    public final String containerId;
    public final ExecRequest request;
    public final Path bundle;

    /** Completes when it has ended. */
    public final CompletableFuture<Exit> done = new CompletableFuture<>();

    /** Opens when its start has succeeded or failed. */
    public final CountDownLatch begun = new CountDownLatch(1);

    /** By {@link System#nanoTime}. */
    public volatile long endedAt;

    public volatile boolean started;
    public volatile boolean running;
    public volatile @Nullable Integer exitCode;
    public volatile int pid;

    public Exec(String id, String containerId, ExecRequest request, Path bundle) {
        this.id = id;
        this.containerId = containerId;
        this.request = request;
        this.bundle = bundle;
    }

    public ExecSession snapshot() {
        return new ExecSession(id, containerId, request, running, exitCode, pid);
    }
}
