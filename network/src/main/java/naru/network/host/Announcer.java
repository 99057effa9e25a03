package naru.network.host;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Sends frames that tell neighbours where an address is now, at once and some more times later: the
 * first may be lost. Any thread.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger log = System.getLogger(Announcer.class.getName());

    private final Sender sender;
    private final Timer later;

    /** Sends an Ethernet frame by a link. */
    public interface Sender {
        void send(int link, byte[] frame);
    }

    /** Takes over {@code later}. */
    public Announcer(Sender sender, Timer later) {
        this.sender = sender;
        this.later = later;
    }

    /**
     * Sends {@code frames} by a link, {@code times} in all.
     *
     * @param link gives the link's index, or 0 when they are true no more
     */
    public void announce(List<byte[]> frames, IntSupplier link, int times, Duration pause) {
        repeat(() -> send(frames, link.getAsInt()), times, pause);
    }

    /** Calls {@code send} now and later, {@code times} in all, until it returns false or fails. */
    public void repeat(BooleanSupplier send, int times, Duration pause) {
        if (times > 0 && succeeds(send) && times > 1) {
            later.schedule(() -> repeat(send, times - 1, pause), pause);
        }
    }

    private static boolean succeeds(BooleanSupplier send) {
        try {
            return send.getAsBoolean();
        } catch (RuntimeException e) { // neighbours find out by themselves, later
            boolean usual =
                    e instanceof LinuxException failure
                            && (failure.is(Errno.ENETDOWN)
                                    || failure.is(Errno.ENODEV)
                                    || failure.is(Errno.ENOENT)
                                    || failure.is(Errno.EINVAL));
            log.log(usual ? Level.DEBUG : Level.WARNING, "cannot announce an address", e);
            return false;
        }
    }

    private boolean send(List<byte[]> frames, int link) {
        if (link == 0) {
            return false;
        }
        frames.forEach(frame -> sender.send(link, frame));
        return true;
    }

    @Override
    public void close() {
        later.close();
    }
}
