package naru.network.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The file of a journal: it grows at its end, or is replaced as a whole. For one thread at a time;
 * {@link #sync} may run beside {@link #append}, but not beside {@link #replace}.
 */
final class JournalFile implements JournalStore {
    private static final String NAME = "journal";
    private static final String FRESH = "journal.new";

    private final Path directory;
    private final LockFile lock;
    // Not a FileChannel: an interrupt of a writing thread would close it for all threads.
    private volatile RandomAccessFile file;
    private long end;

    private JournalFile(Path directory, LockFile lock, RandomAccessFile file, long end) {
        this.directory = directory;
        this.lock = lock;
        this.file = file;
        this.end = end;
    }

    static Path path(Path directory) {
        return directory.resolve(NAME);
    }

    /** Removes leftovers of an interrupted {@link #replace}. */
    static void clean(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FRESH));
    }

    /** Opens the file, which is created if missing, and truncates it at {@code end}. */
    static JournalFile open(Path directory, long end, LockFile lock) throws IOException {
        boolean first = !Files.exists(path(directory));
        var file = new RandomAccessFile(path(directory).toFile(), "rw");
        file.setLength(end);
        file.seek(end);
        var opened = new JournalFile(directory, lock, file, end);
        if (first) {
            opened.syncDirectory();
        }
        return opened;
    }

    @Override
    public long size() {
        return end;
    }

    @Override
    public void append(byte[] frame) throws IOException {
        try {
            file.write(frame);
        } catch (IOException e) {
            cutOff(e);
            throw e;
        }
        end += frame.length;
    }

    private void cutOff(IOException cause) throws Torn {
        try {
            file.setLength(end);
            file.seek(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw new Torn(cause);
        }
    }

    @Override
    public void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void replace(byte[] frame, Consumer<String> step) throws IOException {
        var fresh = directory.resolve(FRESH);
        step.accept("write");
        var next = new RandomAccessFile(fresh.toFile(), "rw");
        try {
            next.setLength(0);
            next.write(frame);
            step.accept("sync");
            next.getFD().sync();
            step.accept("rename");
            Files.move(fresh, path(directory), StandardCopyOption.ATOMIC_MOVE);
        } catch (RuntimeException | IOException e) {
            next.close();
            throw e;
        }
        var old = file;
        file = next;
        end = frame.length;
        old.close();
        step.accept("sync directory");
        syncDirectory();
    }

    private void syncDirectory() throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock;
                var closing = file) {
            closing.getFD().sync();
        }
    }

    @Override
    public String toString() {
        return path(directory).toString();
    }
}
