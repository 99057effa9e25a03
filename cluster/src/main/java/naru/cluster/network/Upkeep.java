package naru.cluster.network;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Repeats what has failed each second, and compares everything each minute: rows of this host with
 * its endpoints, and tunnels with rows.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger log = System.getLogger(Upkeep.class.getName());
    private static final int COMPARISON = 60; // in pauses

    private final RowFollower follower;
    private final RowWriter writer;
    private final Duration pause;
    private final Thread thread;

    Upkeep(RowFollower follower, RowWriter writer, Pace pace) {
        this.follower = follower;
        this.writer = writer;
        this.pause = pace.upkeep();
        thread = Thread.ofVirtual().name("naru-upkeep").start(this::run);
    }

    private void run() {
        boolean compared = false;
        for (int pauses = 1; ; pauses++) {
            try {
                Thread.sleep(pause);
                follower.retry();
                boolean due = !compared || pauses % COMPARISON == 0;
                if (due && follower.isComplete()) {
                    writer.compare(follower.ownRows());
                    follower.refresh();
                    compared = true;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.log(Level.ERROR, "shared networks", e);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
