package naru.container.runtime;

import naru.container.model.Frame;
import naru.container.model.FrameStream;
import naru.container.model.LogOptions;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a container's log from its file, and follows it to the end of a run, if requested. */
public final class LogReader implements FrameStream {
    private static final long PAUSE = 25; // milliseconds between two reads of a growing file

    private final Path path;
    private @Nullable RandomAccessFile file;
    private @Nullable Object key; // the inode of the file
    private final LogOptions options;
    private final String prefix;
    private final Supplier<Optional<Instant>> end;
    private Instant last = Instant.MAX;
    private final ArrayDeque<Frame> tail = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private boolean partial;
    private volatile boolean closed;

    /**
     * @param attributes the prefix of each line with details
     * @param end returns the time of the last line to follow; empty while more may be written
     */
    public LogReader(
            Path path, LogOptions options, String attributes, Supplier<Optional<Instant>> end)
            throws IOException {
        this.prefix = options.details() ? attributes + " " : "";
        this.options = options;
        this.end = end;
        this.path = path;
        openOldest();
        if (options.tail() >= 0) {
            readTail(options.tail());
        }
    }

    private void openOldest() throws IOException {
        var files = LogRotation.files(path);
        if (!files.isEmpty()) {
            open(files.getLast());
        }
    }

    private void open(Path one) throws IOException {
        var old = file;
        if (old != null) {
            old.close();
        }
        file = new RandomAccessFile(one.toFile(), "r");
        key = Files.getAttribute(one, "unix:ino");
    }

    private void readTail(int lines) throws IOException {
        if (options.stdout() && options.stderr() && options.until() == null) {
            seekLast(lines); // every line counts
        }
        for (Frame frame = nextNow(); frame != null; frame = nextNow()) {
            tail.addLast(frame);
            if (tail.size() > lines) {
                tail.removeFirst();
            }
        }
    }

    /** Moves to the beginning of the last {@code lines} lines, in any of the files. */
    private void seekLast(int lines) throws IOException {
        int left = lines;
        for (Path one : LogRotation.files(path)) {
            open(one);
            left = seekLast(java.util.Objects.requireNonNull(file), left);
            if (left < 0) {
                return;
            }
        }
    }

    /**
     * Reads no more of the file than necessary.
     *
     * @return how many lines are missing when it has too few, else a negative number
     */
    private int seekLast(RandomAccessFile log, int lines) throws IOException {
        long end = log.length();
        int left = lines;
        while (end > 0) {
            long begin = Math.max(0, end - buffer.length);
            log.seek(begin);
            log.readFully(buffer, 0, (int) (end - begin));
            for (int i = (int) (end - begin) - 1; i >= 0; i--) {
                if (buffer[i] == '\n' && left-- == 0) {
                    log.seek(begin + i + 1);
                    return -1;
                }
            }
            end = begin;
        }
        log.seek(0);
        return left;
    }

    @Override
    public @Nullable Frame poll() throws IOException {
        return tail.isEmpty() ? nextNow() : tail.removeFirst();
    }

    @Override
    public @Nullable Frame next() throws IOException, InterruptedException {
        if (!tail.isEmpty()) {
            return tail.removeFirst();
        }
        while (!closed) {
            boolean more = // read before the last read of the file
                    options.follow() && !isEnded() && !isOver(options.until());
            Frame frame = nextNow();
            if (frame != null || !more) {
                return frame;
            }
            Thread.sleep(PAUSE);
        }
        return null;
    }

    private boolean isEnded() {
        var time = end.get();
        time.ifPresent(instant -> last = instant);
        return time.isPresent();
    }

    private static boolean isOver(@Nullable Instant until) {
        return until != null && Instant.now().isAfter(until);
    }

    /** The file in which the log continues; null for the newest one. */
    private @Nullable Path following() throws IOException {
        var files = LogRotation.files(path);
        if (files.isEmpty() || key == null) {
            return null;
        }
        for (int i = 0; i < files.size(); i++) {
            if (key.equals(Files.getAttribute(files.get(i), "unix:ino"))) {
                return i == 0 ? null : files.get(i - 1);
            }
        }
        return LogRotation.isHead(path, key) ? files.getFirst() : files.getLast();
    }

    /** The next requested frame of the file. */
    private @Nullable Frame nextNow() throws IOException {
        for (LogLine read = nextLine(); read != null; read = nextLine()) {
            boolean first = !partial;
            partial = !read.whole();
            boolean wanted =
                    read.source() == Frame.Source.STDERR ? options.stderr() : options.stdout();
            if (read.instant().isAfter(last)
                    || options.until() != null && read.instant().isAfter(options.until())) {
                return null;
            }
            boolean late = options.since() == null || !read.instant().isBefore(options.since());
            if (wanted && late) {
                byte[] shown = read.shown(options.timestamps() && first, first ? prefix : "");
                return new Frame(read.source(), ByteBuffer.wrap(shown));
            }
        }
        return null;
    }

    private @Nullable LogLine nextLine() throws IOException {
        while (file != null) {
            if (at == filled) {
                at = 0;
                filled = Math.max(0, file.read(buffer));
                if (filled == 0) {
                    Path next = following();
                    if (next == null) {
                        return null;
                    }
                    filled = Math.max(0, file.read(buffer)); // before it went on there
                    if (filled == 0) {
                        open(next);
                    }
                    continue;
                }
            }
            int begin = at;
            int end = newline(begin);
            at = Math.min(end + 1, filled);
            if (end == filled || line.size() > 0) {
                line.write(buffer, begin, end - begin);
            }
            if (end == filled) {
                continue; // the line continues in the next read
            }
            var parsed = parsed(begin, end);
            if (parsed != null) {
                return parsed;
            }
        }
        return null;
    }

    /** Where the next line ends, or {@code filled}. */
    private int newline(int from) {
        int i = from;
        while (i < filled && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    private @Nullable LogLine parsed(int begin, int end) {
        if (line.size() == 0) {
            return LogLine.parse(buffer, begin, end);
        }
        byte[] whole = line.toByteArray();
        line.reset();
        return LogLine.parse(whole, 0, whole.length);
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
