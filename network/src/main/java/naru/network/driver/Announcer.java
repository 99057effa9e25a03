package naru.network.driver;

import naru.linux.Errno;
import naru.linux.FrameSender;
import naru.linux.LinuxException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Sends frames that tell neighbours where an address is now, at once and some more times later: the
 * first may be lost. Any thread.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger log = System.getLogger(Announcer.class.getName());

    private final FrameSender sender;
    private final ScheduledThreadPoolExecutor later;

    /** Takes over {@code sender}. Its thread is started here, in the caller's namespace. */
    Announcer(FrameSender sender) {
        this.sender = sender;
        later =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("announce").daemon().factory());
        later.setRemoveOnCancelPolicy(true);
        later.prestartAllCoreThreads();
    }

    /**
     * Sends {@code frames} by a link, {@code times} in all.
     *
     * @param link gives the link's index, or 0 when they are true no more
     */
    public void announce(List<byte[]> frames, IntSupplier link, int times, Duration pause) {
        if (times == 0 || !send(frames, link.getAsInt())) {
            return;
        }
        for (int i = 1; i < times; i++) {
            long delay = pause.multipliedBy(i).toMillis();
            var unused =
                    later.schedule(
                            () -> send(frames, link.getAsInt()), delay, TimeUnit.MILLISECONDS);
        }
    }

    private boolean send(List<byte[]> frames, int link) {
        if (link == 0) {
            return false;
        }
        try {
            frames.forEach(frame -> sender.send(link, frame));
            return true;
        } catch (LinuxException e) { // neighbours find out by themselves, later
            boolean usual = e.is(Errno.ENETDOWN) || e.is(Errno.ENODEV);
            log.log(usual ? Level.DEBUG : Level.WARNING, "cannot announce an address", e);
            return false;
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
        sender.close();
    }
}
