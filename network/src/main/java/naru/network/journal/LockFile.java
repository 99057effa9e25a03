package naru.network.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Prevents a second writer. The kernel releases the lock when its holder exits for any reason. */
final class LockFile implements AutoCloseable {
    /** The kernel closes the files of a killed writer one after another. */
    private static final Duration PREDECESSOR_TIMEOUT = Duration.ofMillis(200);

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    static LockFile take(Path path) throws IOException {
        var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (!tryLockFor(PREDECESSOR_TIMEOUT, channel)) {
                throw new JournalException(
                        path + " is locked by process " + holder(path) + ": is a daemon running?");
            }
            var pid = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return new LockFile(channel);
        } catch (RuntimeException | IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean tryLockFor(Duration limit, FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!tryLock(channel)) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) { // this process holds it
            return false;
        }
    }

    private static @Nullable String holder(Path path) throws IOException {
        return Files.readString(path, StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
