package naru.linux;

import static naru.linux.syscall.Flags.CLONE_NEWNET;

import naru.linux.syscall.Linux;

import org.jspecify.annotations.Nullable;

/**
 * Runs work on a platform thread that may change its namespaces. The thread goes home before its
 * caller is woken, and ends.
 */
final class NamespaceThread<T, X extends Exception> implements Runnable {
    private final Netns.Inside<T, X> work;
    private @Nullable T result;
    private @Nullable Throwable failure;

    private NamespaceThread(Netns.Inside<T, X> work) {
        this.work = work;
    }

    /** Does {@code work} on a fresh thread that starts in the caller's namespace. */
    @SuppressWarnings("NullAway") // work that did not fail has set its result
    static <T, X extends Exception> T run(Netns.Inside<T, X> work) throws X {
        var trip = new NamespaceThread<>(work);
        var thread = Thread.ofPlatform().name("netns").inheritInheritableThreadLocals(false);
        join(thread.start(trip));
        if (trip.failure != null) {
            throw trip.rethrown(trip.failure);
        }
        return trip.result;
    }

    @SuppressWarnings("unchecked") // the work throws nothing checked but X
    private X rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (X) thrown;
    }

    @Override
    public void run() {
        try (var home = Netns.current()) {
            try {
                result = work.run();
            } finally {
                Linux.setns(home.fd(), CLONE_NEWNET, "home");
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    /** Waits to the end: work inside is short, and its result may hold descriptors. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
