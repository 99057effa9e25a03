package naru.linux;

import static naru.linux.syscall.Flags.CLONE_FS;
import static naru.linux.syscall.Flags.CLONE_NEWNET;
import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.O_RDONLY;

import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;
import naru.linux.syscall.StrayThreads;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * A platform thread that may enter other namespaces. It returns to its original namespace before it
 * reports that its work is done; a thread that cannot return ends. A few threads wait for further
 * work, because starting a thread costs as much as a system call or two; those are in their
 * original namespace, so they keep no other one alive.
 */
public final class NamespaceThread extends Thread {
    private static final ArrayBlockingQueue<NamespaceThread> IDLE = new ArrayBlockingQueue<>(4);
    private static final long IDLE_SECONDS = 10;

    private final boolean endsAfterFirst;
    private final SynchronousQueue<NamespaceTask<?, ?>> next = new SynchronousQueue<>();
    private final NamespaceTask<?, ?> first;

    private NamespaceThread(NamespaceTask<?, ?> first, boolean endsAfterFirst) {
        super(null, null, "namespace", 0, false);
        setDaemon(true);
        this.first = first;
        this.endsAfterFirst = endsAfterFirst;
    }

    /** Runs a task that changes the thread's network namespace only. */
    static <T, X extends Exception> T run(NamespaceWork<T, X> work) throws X {
        if (Thread.currentThread() instanceof NamespaceThread) {
            return runHere(work);
        }
        var task = new NamespaceTask<>(work);
        NamespaceThread idle = IDLE.poll();
        if (idle == null) {
            new NamespaceThread(task, false).start();
        } else {
            idle.hand(task);
        }
        return task.await();
    }

    /** Nested in another task of this thread, which then continues in its own namespace. */
    private static <T, X extends Exception> T runHere(NamespaceWork<T, X> work) throws X {
        try (var before = NetnsFile.ofThisThread()) {
            try {
                return work.run();
            } finally {
                Linux.setns(before.number(), CLONE_NEWNET, "the namespace before");
            }
        }
    }

    /**
     * Runs a task that may also change the thread's mount namespace and root. The thread ends
     * afterwards. It returns first, because it wakes the caller: a carrier of virtual threads that
     * is started by that would inherit its namespaces.
     */
    public static <T, X extends Exception> T runAndEnd(NamespaceWork<T, X> work) throws X {
        var task =
                new NamespaceTask<T, X>(() -> {
                    try (var mounts = new Fd(Linux.open("/proc/thread-self/ns/mnt", O_RDONLY, 0))) {
                        Linux.unshare(CLONE_FS);
                        try {
                            return work.run();
                        } finally {
                            Linux.unshare(
                                    CLONE_FS); // from threads that were started inside a namespace
                            // a namespace
                            Linux.setns(
                                    mounts.number(),
                                    CLONE_NEWNS,
                                    "original mount namespace"); // root and cwd, too
                        }
                    }
                });
        new NamespaceThread(task, true).start();
        return task.await();
    }

    @Override
    public void run() {
        assert StrayThreads.expect();
        try (var original = NetnsFile.ofThisThread()) {
            NamespaceTask<?, ?> task = first;
            while (task != null && execute(task, original)) {
                boolean waits = !endsAfterFirst && IDLE.offer(this);
                task.finish();
                task = waits ? await() : null;
            }
        } catch (RuntimeException | Error failure) {
            first.failed(failure);
            first.finish();
        } finally {
            assert StrayThreads.forget();
        }
    }

    /** Whether the thread is back in its original namespace. */
    private static boolean execute(NamespaceTask<?, ?> task, Fd original) {
        task.execute();
        try {
            Linux.setns(original.number(), CLONE_NEWNET, "original namespace");
            return true;
        } catch (LinuxException lost) {
            task.failed(lost);
            task.finish();
            return false;
        }
    }

    private void hand(NamespaceTask<?, ?> task) {
        boolean interrupted = false;
        while (true) {
            try {
                next.put(task);
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next task, or null if none arrived in time and none is being handed over. */
    private @Nullable NamespaceTask<?, ?> await() {
        while (true) {
            try {
                NamespaceTask<?, ?> task = next.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (task != null || IDLE.remove(this)) {
                    return task;
                }
            } catch (InterruptedException ignored) {
                // no reference to this thread escapes
            }
        }
    }
}
