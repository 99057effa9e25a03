package naru.proxy.cache;

import naru.linux.process.Executable;
import naru.linux.process.RestartPause;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs nginx while a route caches. Without it requests go to the members, so that its faults are
 * problems of the caching routes and nothing more. For one thread.
 */
public final class CacheRuntime implements AutoCloseable {
    private static final Logger log = System.getLogger(CacheRuntime.class.getName());
    private static final String USER = "nobody";
    private static final int WORKERS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final CachePaths paths;
    private final long maxBytes;
    private final Optional<NginxProcess> process;
    private final RestartPause restarts = new RestartPause();
    private Optional<String> problem = Optional.empty();
    private String current = "";
    private boolean hasRun;

    /**
     * @param program empty if nginx is not installed
     * @param maxBytes of all responses together
     * @param onChange called by another thread when nginx has ended
     */
    public CacheRuntime(
            Optional<Executable> program, CachePaths paths, long maxBytes, Runnable onChange) {
        this.paths = paths;
        this.maxBytes = maxBytes;
        process = program.map(file -> new NginxProcess(file, paths, onChange));
    }

    /** Looks for an nginx that an earlier daemon has started. Before the first step. */
    public void takeOver() throws IOException {
        createFolder();
        if (process.isPresent() && process.get().takeOver()) {
            hasRun = true;
            current =
                    Files.exists(paths.configuration())
                            ? Files.readString(paths.configuration())
                            : "";
            log.log(Level.INFO, "took over the running nginx");
        }
    }

    /** The folder has the socket of the members, which HAProxy creates and nginx's user opens. */
    private void createFolder() throws IOException {
        Files.createDirectories(paths.folder());
        Files.setPosixFilePermissions(paths.folder(), PosixFilePermissions.fromString("rwx--x--x"));
    }

    /**
     * Starts, changes or ends nginx.
     *
     * @param isWanted whether a route caches
     * @return why it does not run although it is wanted, if so
     */
    public Optional<String> approach(boolean isWanted) {
        if (process.isEmpty()) {
            return isWanted
                    ? Optional.of(
                            "nginx is not installed: apt-get install --no-install-recommends nginx")
                    : Optional.empty();
        }
        try {
            if (isWanted) {
                run(process.get());
            } else if (process.get().isRunning()) {
                process.get().stop(STOP_TIMEOUT);
                hasRun = false;
            }
        } catch (IOException | RuntimeException failure) {
            report(String.valueOf(failure.getMessage()));
        }
        return isWanted ? problem : Optional.empty();
    }

    /** Whether a further step can do nothing; that is so, too, if nginx is not installed. */
    public boolean isSettled(boolean isWanted) {
        return process.isEmpty() || process.get().isRunning() == isWanted;
    }

    private void run(NginxProcess nginx) throws IOException {
        var text = NginxConfiguration.text(paths, userAndGroup(), WORKERS, maxBytes);
        if (nginx.isRunning()) {
            if (!text.equals(current)) {
                write(text);
                nginx.reload(NginxConfiguration.answer(text));
                current = text;
                problem = Optional.empty();
            }
        } else if (restarts.mayStart(System.nanoTime())) {
            if (hasRun) {
                log.log(Level.WARNING, "nginx has ended; starting it again");
            }
            prepareStore();
            write(text);
            nginx.start(NginxConfiguration.answer(text));
            current = text;
            hasRun = true;
            problem = Optional.empty();
        }
    }

    /** The group that owns no files has another name than its user in Debian. */
    private String userAndGroup() throws IOException {
        var users = paths.folder().getFileSystem().getUserPrincipalLookupService();
        try {
            return USER + " " + users.lookupPrincipalByGroupName("nogroup").getName();
        } catch (UserPrincipalNotFoundException none) {
            return USER;
        }
    }

    private void report(String text) {
        if (!problem.equals(Optional.of(text))) {
            log.log(Level.WARNING, "responses are not cached: {0}", text);
        }
        problem = Optional.of(text);
    }

    private void write(String text) throws IOException {
        var next = paths.folder().resolve("nginx.conf.new");
        Files.writeString(next, text);
        Files.move(next, paths.configuration(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The workers' user must be able to enter all folders above. */
    private void prepareStore() throws IOException {
        createFolder();
        Files.createDirectories(paths.store());
        var users = paths.store().getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(paths.store(), users.lookupPrincipalByName(USER));
        Files.setPosixFilePermissions(paths.store(), PosixFilePermissions.fromString("rwx------"));
        for (var folder : new Path[] {paths.store().getParent(), paths.folder().getParent()}) {
            for (var above = folder; above != null; above = above.getParent()) {
                if (!Files.getPosixFilePermissions(above)
                        .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    throw new IOException(
                            "user %s of nginx cannot enter %s: chmod o+x %s"
                                    .formatted(USER, above, above));
                }
            }
        }
    }

    /** Ends nginx after its requests in progress. */
    public void stop(Duration grace) {
        process.ifPresent(nginx -> nginx.stop(grace));
    }

    /** Leaves nginx running. */
    @Override
    public void close() {
        process.ifPresent(NginxProcess::close);
    }
}
