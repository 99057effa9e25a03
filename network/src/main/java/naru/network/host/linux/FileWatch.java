package naru.network.host.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;

/** Monitors the deletion of files in a directory. See inotify(7). */
public final class FileWatch implements AutoCloseable {
    private final Path directory;
    private final WatchService service;

    private FileWatch(Path directory, WatchService service) {
        this.directory = directory;
        this.service = service;
    }

    /** Fails where the kernel gives no more inotify instances. */
    static FileWatch of(Path directory) throws IOException {
        var service = directory.getFileSystem().newWatchService();
        try {
            directory.register(service, StandardWatchEventKinds.ENTRY_DELETE);
            return new FileWatch(directory, service);
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Takes a file that has gone, or the directory for any of them. */
    interface Listener {
        void gone(Path file);
    }

    /** Tells the listener until the watch is closed. */
    void listen(Listener listener) {
        try {
            boolean goesOn = true;
            while (goesOn) {
                var key = service.take();
                for (var event : key.pollEvents()) {
                    boolean known = event.context() instanceof Path;
                    listener.gone(known ? directory.resolve((Path) event.context()) : directory);
                }
                goesOn = key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException stopped) {
            // closed
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
