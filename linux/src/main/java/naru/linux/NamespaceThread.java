package naru.linux;

import static naru.linux.syscall.Flags.CLONE_FS;
import static naru.linux.syscall.Flags.CLONE_NEWNET;
import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.O_RDONLY;

import naru.linux.syscall.Linux;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * A platform thread that may enter other namespaces. It is home again before anybody learns that
 * its work is done, and one that cannot come home ends. A few wait for further work, because
 * starting a thread costs as much as a system call or two; those are at home, so they keep no
 * namespace alive.
 */
final class NamespaceThread extends Thread {
    private static final ArrayBlockingQueue<NamespaceThread> IDLE = new ArrayBlockingQueue<>(4);
    private static final long IDLE_SECONDS = 10;

    private final boolean endsAfterFirst;
    private final SynchronousQueue<Trip<?, ?>> next = new SynchronousQueue<>();
    private final Trip<?, ?> first;

    private NamespaceThread(Trip<?, ?> first, boolean endsAfterFirst) {
        super(null, null, "namespace", 0, false);
        setDaemon(true);
        this.first = first;
        this.endsAfterFirst = endsAfterFirst;
    }

    /** Does work that changes the thread's network namespace and nothing else of it. */
    static <T, X extends Exception> T run(Netns.Inside<T, X> work) throws X {
        if (Thread.currentThread() instanceof NamespaceThread) {
            return runHere(work);
        }
        var trip = new Trip<>(work);
        NamespaceThread idle = IDLE.poll();
        if (idle == null) {
            new NamespaceThread(trip, false).start();
        } else {
            idle.hand(trip);
        }
        return trip.await();
    }

    /** Within other work of this thread, which then goes on where it was. */
    private static <T, X extends Exception> T runHere(Netns.Inside<T, X> work) throws X {
        try (Netns before = Netns.current()) {
            try {
                return work.run();
            } finally {
                Linux.setns(before.fd(), CLONE_NEWNET, "the namespace before");
            }
        }
    }

    /**
     * Does work that may also change the thread's mount namespace and root. The thread ends with
     * it, but whoever waits is told by it: were it not home, a carrier of virtual threads that is
     * started then would stay where it was.
     */
    static <T, X extends Exception> T runAndEnd(Netns.Inside<T, X> work) throws X {
        var trip =
                new Trip<T, X>(() -> {
                    try (var mounts = new Fd(Linux.open("/proc/thread-self/ns/mnt", O_RDONLY, 0))) {
                        Linux.unshare(CLONE_FS);
                        try {
                            return work.run();
                        } finally {
                            Linux.unshare(CLONE_FS); // from threads that were started inside
                            Linux.setns(mounts.number(), CLONE_NEWNS, "home"); // root and cwd, too
                        }
                    }
                });
        new NamespaceThread(trip, true).start();
        return trip.await();
    }

    @Override
    public void run() {
        try (Netns home = Netns.current()) {
            Trip<?, ?> trip = first;
            while (trip != null && make(trip, home)) {
                boolean waits = !endsAfterFirst && IDLE.offer(this);
                trip.finish();
                trip = waits ? await() : null;
            }
        } catch (RuntimeException | Error noHome) {
            first.failed(noHome);
            first.finish();
        }
    }

    /** Whether the thread is home again. */
    private static boolean make(Trip<?, ?> trip, Netns home) {
        trip.make();
        try {
            Linux.setns(home.fd(), CLONE_NEWNET, "home");
            return true;
        } catch (LinuxException lost) {
            trip.failed(lost);
            trip.finish();
            return false;
        }
    }

    private void hand(Trip<?, ?> trip) {
        boolean interrupted = false;
        while (true) {
            try {
                next.put(trip);
                break;
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next work, or null when there was none for a while and nobody is about to bring some. */
    private @Nullable Trip<?, ?> await() {
        while (true) {
            try {
                Trip<?, ?> trip = next.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (trip != null || IDLE.remove(this)) {
                    return trip;
                }
            } catch (InterruptedException nobodyDoes) {
                // Nobody outside knows this thread.
            }
        }
    }
}
