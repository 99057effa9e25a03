package naru.cluster.node;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** A thread that repeats its work with pauses, also after failures. */
final class Periodic implements AutoCloseable {
    private static final Logger log = System.getLogger(Periodic.class.getName());

    /** Calls of managers take some 10 s at most. */
    private static final Duration LAST_WORK = Duration.ofSeconds(30);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private @Nullable Thread thread; // guarded by this
    private boolean due; // guarded by this
    private boolean closed; // guarded by this

    Periodic(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
    }

    synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofVirtual().name(name).start(this::run);
        }
    }

    /** Ends the current pause. */
    synchronized void wake() {
        due = true;
        notifyAll();
    }

    private void run() {
        while (await()) {
            try {
                work.run();
            } catch (RuntimeException e) {
                if (isClosed()) {
                    return;
                }
                log.log(Level.WARNING, name + " failed; it is repeated", e);
            }
        }
    }

    private boolean first = true; // of the thread

    private synchronized boolean await() {
        long end = System.nanoTime() + (first ? 0 : pause.toNanos());
        first = false;
        try {
            for (long left = end - System.nanoTime();
                    left > 0 && !due && !closed;
                    left = end - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            return false;
        }
        due = false;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends, and waits for work in progress. Not for its own thread. */
    void end() throws IOException {
        close();
        Thread working;
        synchronized (this) {
            working = thread;
        }
        try {
            if (working != null && !working.join(LAST_WORK)) {
                throw new IOException(name + " has not ended in " + LAST_WORK.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " goes on");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
