package naru.container.runtime;

import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the full files of a log with a limit. conmon replaces a full file by a new one, which
 * remains under its second name: {@code NAME.head} is a link to the file that is being written,
 * {@code NAME.1} and following are the full ones, the newest first.
 *
 * <p>One thread monitors all of them. Of the files filled while no daemon runs only the first is
 * kept; a file that is filled before its predecessor was renamed is lost, too.
 */
public final class LogRotation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LogRotation.class.getName());

    private final Map<WatchKey, Kept> watched = new ConcurrentHashMap<>();
    private final Map<Path, WatchKey> keys = new ConcurrentHashMap<>();
    private final WatchService service;

    private record Kept(Path log, int files) {}

    public LogRotation() {
        try {
            service = FileSystems.getDefault().newWatchService();
        } catch (IOException failure) {
            throw new NaruException.HostFailure("inotify: " + failure.getMessage(), failure);
        }
        Thread.ofPlatform().daemon().name("log files").start(this::listen);
    }

    /** Begins to keep up to {@code files} files of an existing log, alone in its directory. */
    public void begin(Path log, int files) throws IOException {
        if (files < 2) {
            return;
        }
        var key = log.resolveSibling(".").register(service, StandardWatchEventKinds.ENTRY_CREATE);
        watched.put(key, new Kept(log, files));
        keys.put(log, key);
        rotate(log, files); // what has happened before
    }

    /** The container has ended. */
    public void end(Path log) throws IOException {
        var key = keys.remove(log);
        if (key != null) {
            key.cancel();
            var kept = watched.remove(key);
            if (kept != null) {
                rotate(log, kept.files());
            }
        }
    }

    private void listen() {
        try {
            while (true) {
                var key = service.take();
                key.pollEvents();
                var kept = watched.get(key);
                if (kept != null) {
                    rotateOrTell(kept);
                }
                key.reset();
            }
        } catch (InterruptedException | ClosedWatchServiceException end) {
            // the daemon ends
        }
    }

    private static void rotateOrTell(Kept kept) {
        try {
            rotate(kept.log(), kept.files());
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "the log " + kept.log(), failure);
        }
    }

    private static Path numbered(Path log, String suffix) {
        return log.resolveSibling(log.getFileName() + "." + suffix);
    }

    /** Renames full files. Repeating it changes nothing. */
    static synchronized void rotate(Path log, int files) throws IOException {
        Path head = numbered(log, "head");
        if (!Files.exists(log) || (Files.exists(head) && Files.isSameFile(log, head))) {
            return;
        }
        if (Files.exists(head)) {
            for (int i = files - 2; i >= 1; i--) {
                Path older = numbered(log, Integer.toString(i));
                if (Files.exists(older)) {
                    Path place = numbered(log, Integer.toString(i + 1));
                    Files.move(older, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(head, numbered(log, "1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createLink(head, log);
    }

    /** All files of a log, the newest first. */
    static List<Path> files(Path log) {
        var found = new ArrayList<Path>();
        if (Files.exists(log)) {
            found.add(log);
        }
        for (int i = 1; Files.exists(numbered(log, Integer.toString(i))); i++) {
            found.add(numbered(log, Integer.toString(i)));
        }
        return found;
    }

    /** Whether {@code inode} is that of a full file that has not been renamed yet. */
    static boolean isHead(Path log, Object inode) throws IOException {
        Path head = numbered(log, "head");
        return Files.exists(head) && inode.equals(Files.getAttribute(head, "unix:ino"));
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "the log files", failure);
        }
    }
}
