package naru.container;

import naru.container.config.ExecRequest;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A further command in a container, in memory: it ends with the container's run. */
final class Exec {
    final String id;
    final String containerId;
    final ExecRequest request;
    final Path bundle;

    /** Completes when it has ended. */
    final CompletableFuture<Exit> done = new CompletableFuture<>();

    /** Opens when its start has succeeded or failed. */
    final CountDownLatch begun = new CountDownLatch(1);

    /** By {@link System#nanoTime}. */
    volatile long endedAt;

    volatile boolean started;
    volatile boolean running;
    volatile @Nullable Integer exitCode;
    volatile int pid;

    Exec(String id, String containerId, ExecRequest request, Path bundle) {
        this.id = id;
        this.containerId = containerId;
        this.request = request;
        this.bundle = bundle;
    }

    ExecSession snapshot() {
        return new ExecSession(id, containerId, request, running, exitCode, pid);
    }
}
