package naru.proxy.runtime;

import naru.linux.process.RestartPause;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts a HAProxy, starts it again when it has ended, and reloads it when its configuration
 * differs from the wanted one. For one thread.
 */
final class Supervisor implements AutoCloseable {
    private static final Logger log = System.getLogger(Supervisor.class.getName());

    /** Between two reloads, each of which leaves a worker that serves its last connections. */
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final HaproxyProgram program;
    private final ProxyFolder folder;
    private final ProcessFiles files;
    private final HaproxyProcess process;
    private final RestartPause restarts = new RestartPause();
    private String currentDigest = "";
    private String refusedDigest = "";
    private Optional<String> problem = Optional.empty();
    private boolean hasLooked;
    private long reloads;
    private long nextReload = System.nanoTime();

    /** The files of a wanted configuration. */
    interface Wanted {
        /** Identifies what a change needs a reload for. */
        String digest();

        void write() throws IOException;

        /** Writes the configuration that the worker has, after the wanted one was refused. */
        default void restore() throws IOException {}

        /** Whether a part is at fault that the next wanted configuration leaves out. */
        default boolean leavesOut(RefusedException refused) {
            return false;
        }

        /** The worker has the wanted configuration now. */
        default void accepted() {}

        default void beforeStart() throws IOException {}

        default void beforeReload() throws IOException {}
    }

    /** The result of a step. */
    enum Result {
        /** The worker had the wanted configuration before. */
        UNCHANGED,
        /** The worker has the wanted configuration now. */
        CHANGED,
        /** A start or a reload is not due yet, or a start has failed. */
        WAITS,
        /** HAProxy refuses the wanted configuration and goes on with another one. */
        REFUSED
    }

    /**
     * @param name of the process in messages
     * @param onChange called by another thread when the process has ended
     */
    Supervisor(
            String name,
            HaproxyProgram program,
            ProxyFolder folder,
            ProcessFiles files,
            Runnable onChange) {
        this.name = name;
        this.program = program;
        this.folder = folder;
        this.files = files;
        process = new HaproxyProcess(program, files, onChange);
    }

    /** Looks for a process that an earlier daemon has started; returns false if there is none. */
    boolean takeOver() throws IOException {
        if (!process.takeOver()) {
            return false;
        }
        hasLooked = true;
        currentDigest =
                Files.exists(files.digest()) ? Files.readString(files.digest()).strip() : "";
        log.log(Level.INFO, "took over {0}, which was running", name);
        return true;
    }

    boolean isRunning() {
        return process.isRunning();
    }

    /** The reloads since this object was made. */
    long reloads() {
        return reloads;
    }

    /** Why HAProxy has refused the last configuration; empty if it has not. */
    Optional<String> problem() {
        return problem;
    }

    /**
     * Changes what can be changed now.
     *
     * @param repeats whether a configuration that was refused is tried again
     */
    Result approach(Wanted wanted, boolean repeats) throws IOException {
        var digest = wanted.digest();
        if (!process.isRunning()) {
            return start(wanted, digest);
        }
        if (digest.equals(currentDigest)) {
            refusedDigest = "";
            problem = Optional.empty();
            return Result.UNCHANGED;
        }
        if (digest.equals(refusedDigest) && !repeats) {
            return Result.REFUSED;
        }
        if (System.nanoTime() - nextReload < 0) {
            return Result.WAITS;
        }
        return reload(wanted, digest);
    }

    private Result start(Wanted wanted, String digest) throws IOException {
        if (!restarts.mayStart(System.nanoTime())) {
            return Result.WAITS;
        }
        if (hasLooked) {
            log.log(Level.WARNING, "{0} has ended; starting it again", name);
        }
        hasLooked = true;
        try {
            wanted.write();
            wanted.beforeStart();
            process.start();
        } catch (RefusedException refused) {
            if (!wanted.leavesOut(refused)) {
                restarts.failed(System.nanoTime());
                report(refused);
            }
            return Result.WAITS;
        }
        wanted.accepted();
        accept(digest);
        return Result.CHANGED;
    }

    private Result reload(Wanted wanted, String digest) throws IOException {
        wanted.write();
        try {
            program.check(files.configuration());
            wanted.beforeReload();
            process.reload();
        } catch (RefusedException refused) {
            wanted.restore();
            if (wanted.leavesOut(refused)) {
                return Result.WAITS;
            }
            refusedDigest = digest;
            nextReload = System.nanoTime() + RELOAD_PAUSE.toNanos();
            report(refused);
            return Result.REFUSED;
        }
        reloads++;
        wanted.accepted();
        accept(digest);
        return Result.CHANGED;
    }

    private void accept(String digest) throws IOException {
        currentDigest = digest;
        refusedDigest = "";
        problem = Optional.empty();
        nextReload = System.nanoTime() + RELOAD_PAUSE.toNanos();
        folder.write(files.digest(), digest + "\n");
    }

    private void report(RefusedException refused) {
        var text = String.valueOf(refused.getMessage());
        if (!problem.equals(Optional.of(text))) {
            log.log(Level.WARNING, "{0} refuses its configuration: {1}", name, text);
        }
        problem = Optional.of(text);
    }

    /** Ends the process when its streams have ended, at the latest after {@code grace}. */
    void stop(Duration grace) {
        process.stop(grace);
        hasLooked = false;
        problem = Optional.empty();
    }

    /** Leaves the process running. */
    @Override
    public void close() {
        process.close();
    }
}
