package naru.proxy.control;

import naru.proxy.label.RouteFile;
import naru.proxy.label.RouteFileException;
import naru.proxy.label.Settings;
import naru.proxy.model.Definitions;
import naru.proxy.model.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Files with routes. Changes are noticed by inotify. A file is read when it has not changed for a
 * moment, so that half of it is not taken for the whole. A file that cannot be read keeps the
 * routes that it had, with a problem. {@link #definitions} is for one thread.
 */
final class RouteFiles implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int MAX_BYTES = 1 << 20;

    private final Optional<Path> source;
    private final Settings settings;
    private final Runnable onChange;
    private final Map<Path, Read> files = new HashMap<>();
    private Optional<WatchService> watch = Optional.empty();

    /** What a file had when it was read. */
    private record Read(Stamp stamp, Definitions definitions) {}

    private record Stamp(long modified, long size) {}

    /**
     * @param source a file or a folder; may be missing
     * @param onChange called by another thread when a file may have changed
     */
    RouteFiles(Optional<Path> source, Settings settings, Runnable onChange) {
        this.source = source;
        this.settings = settings;
        this.onChange = onChange;
    }

    /** Begins to notice changes. */
    void start() throws IOException {
        if (source.isEmpty()) {
            return;
        }
        var folder = Files.isDirectory(source.get()) ? source.get() : source.get().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return; // the comparison of each minute finds it
        }
        var service = folder.getFileSystem().newWatchService();
        folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        watch = Optional.of(service);
        Thread.ofPlatform().daemon().name("proxy-files").start(() -> follow(service));
    }

    private void follow(WatchService service) {
        try {
            while (true) {
                var key = service.take();
                do {
                    key.pollEvents();
                    if (!key.reset()) {
                        return; // the folder is gone
                    }
                    Thread.sleep(QUIET);
                    key = service.poll();
                } while (key != null);
                onChange.run();
            }
        } catch (ClosedWatchServiceException ignored) {
            // closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The routes of each file, read again where a file has changed. */
    List<Definitions> definitions() {
        if (source.isEmpty()) {
            return List.of();
        }
        try {
            var found = new TreeMap<Path, Stamp>();
            for (var file : list(source.get())) {
                var size = Files.size(file);
                found.put(file, new Stamp(Files.getLastModifiedTime(file).toMillis(), size));
            }
            files.keySet().retainAll(found.keySet());
            found.forEach(this::update);
            return found.keySet().stream()
                    .flatMap(file -> Optional.ofNullable(files.get(file)).stream())
                    .map(Read::definitions)
                    .toList();
        } catch (IOException e) {
            var name = source.get().toString();
            return List.of(RouteFile.broken(name, "files", "cannot be read: " + e.getMessage()));
        }
    }

    /** The texts of the files of a source that can be read, by name. */
    static Map<String, String> texts(Path source) {
        var texts = new TreeMap<String, String>();
        try {
            for (var file : list(source)) {
                if (Files.size(file) <= MAX_BYTES) {
                    texts.put(String.valueOf(file.getFileName()), Files.readString(file));
                }
            }
        } catch (IOException ignored) {
            // the list of routes names the problem
        }
        return texts;
    }

    private static List<Path> list(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of(source);
        }
        var all = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(source, "*.{yml,yaml}")) {
            found.forEach(all::add);
        }
        return all;
    }

    private void update(Path file, Stamp stamp) {
        var before = files.get(file);
        if (before != null && before.stamp().equals(stamp)) {
            return;
        }
        long age = System.currentTimeMillis() - stamp.modified();
        if (before != null && Math.abs(age) < QUIET.toMillis() / 2) {
            return; // it may be half written; a later call reads it
        }
        files.put(file, new Read(stamp, read(file, stamp, before)));
    }

    private Definitions read(Path file, Stamp stamp, @Nullable Read last) {
        var name = String.valueOf(file.getFileName());
        try {
            if (stamp.size() > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return RouteFile.read(name, Files.readString(file), settings);
        } catch (RouteFileException e) {
            return kept(name, "line " + e.line(), String.valueOf(e.getMessage()), last);
        } catch (IOException e) {
            return kept(name, "file", "cannot be read: " + e.getMessage(), last);
        }
    }

    /** The routes that the file had, and why it has no newer ones. */
    private static Definitions kept(String name, String place, String reason, @Nullable Read last) {
        var broken = RouteFile.broken(name, place, reason);
        if (last == null) {
            return broken;
        }
        var routes = last.definitions();
        return new Definitions(
                routes.workload(),
                routes.routes(),
                routes.services(),
                routes.middlewares(),
                List.of(
                        new Problem(
                                name, place, reason + "; the routes that it had before are kept")));
    }

    @Override
    public void close() throws IOException {
        if (watch.isPresent()) {
            watch.get().close();
        }
    }
}
