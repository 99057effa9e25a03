package naru.proxy.runtime;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.process.ProcessFd;
import naru.linux.process.Signals;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The master process of HAProxy and its current worker. They outlive this process: a later one
 * finds them by the files in their files. For one thread.
 */
final class HaproxyProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofDays(365);
    private static final int SIGUSR1 = 10; // asm-generic/signal.h; ends when all streams have ended

    private final HaproxyProgram program;
    private final ProcessFiles files;
    private final Runnable onEnd;
    private final MasterSocket master;
    private final AdminSocket admin;
    private @Nullable ProcessFd running;
    private volatile boolean ended = true;

    /**
     * @param onEnd called by another thread when the master process has ended
     */
    HaproxyProcess(HaproxyProgram program, ProcessFiles files, Runnable onEnd) {
        this.program = program;
        this.files = files;
        this.onEnd = onEnd;
        master = new MasterSocket(files.masterSocket());
        admin = new AdminSocket(files.adminSocket());
    }

    boolean isRunning() {
        return running != null && !ended;
    }

    /**
     * Takes over the process that an earlier daemon has started; returns false if there is none.
     */
    boolean takeOver() {
        var pid = recordedPid();
        var state = pid.isPresent() && Signals.exists(pid.get()) ? master.state() : null;
        if (state == null || state.isEmpty() || state.get().master() != pid.get()) {
            return false;
        }
        watch(pid.get());
        return true;
    }

    /**
     * Starts HAProxy with the configuration in the files.
     *
     * @throws RefusedException with HAProxy's messages
     */
    void start() throws IOException {
        Files.deleteIfExists(files.pidFile());
        program.start(files.configuration(), files.pidFile(), files.masterSocket());
        ended = false;
        if (!await(() -> recordedPid().isPresent())) { // the master writes it after the fork
            throw new IOException("HAProxy has started without writing " + files.pidFile());
        }
        watch(recordedPid().orElseThrow());
        if (!await(this::serves)) {
            throw new IOException("HAProxy has started, but its worker does not answer");
        }
    }

    /**
     * Makes HAProxy read its configuration again, and returns when the new worker answers. A
     * request that comes while the master starts is lost, so each one is confirmed before the next.
     *
     * @throws RefusedException if HAProxy keeps the configuration that it had
     */
    void reload() throws IOException {
        if (!await(this::serves)) {
            throw new IOException("HAProxy does not answer");
        }
        var before = master.state().orElseThrow(() -> new IOException("HAProxy does not answer"));
        master.reload();
        if (!await(() -> master.state().filter(now -> isAfter(before, now)).isPresent())) {
            throw new IOException("HAProxy has not confirmed a reload");
        }
        if (master.state().map(MasterState::failed).orElse(0) > before.failed()) {
            throw new RefusedException("HAProxy refused the configuration and keeps the last one");
        }
        if (!await(this::serves)) {
            throw new IOException("the new worker of HAProxy does not answer");
        }
    }

    private static boolean isAfter(MasterState before, MasterState now) {
        return now.reloads() > before.reloads()
                && (now.failed() > before.failed()
                        || now.worker().isPresent() && !now.worker().equals(before.worker()));
    }

    /** Whether the worker of the latest configuration answers on the socket of the files. */
    private boolean serves() {
        try {
            var worker = master.state().map(MasterState::worker);
            return worker.isPresent()
                    && worker.get().isPresent()
                    && admin.pid() == worker.get().getAsLong();
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (ended || System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return true;
    }

    private Optional<Long> recordedPid() {
        try {
            return Optional.of(Long.valueOf(Files.readString(files.pidFile()).strip()));
        } catch (IOException | NumberFormatException notWritten) {
            return Optional.empty();
        }
    }

    private void watch(long pid) {
        close();
        var process = ProcessFd.open(pid);
        running = process;
        ended = false;
        Thread.ofPlatform().daemon().name("haproxy " + pid).start(() -> awaitEnd(pid));
    }

    /** With a handle of its own, so that closing ours does not affect a thread that waits. */
    private void awaitEnd(long pid) {
        try (var process = ProcessFd.open(pid)) {
            process.awaitExit(LONG);
        } catch (LinuxException gone) {
            if (!gone.is(Errno.ESRCH)) {
                throw gone;
            }
        }
        var current = running;
        if (current != null && current.pid() == pid) {
            ended = true;
            onEnd.run();
        }
    }

    /** Ends HAProxy after its streams have ended, at the latest after {@code grace}. */
    void stop(Duration grace) {
        var process = running;
        running = null;
        if (process == null || ended) {
            return;
        }
        try (process) {
            process.kill(SIGUSR1);
            if (!process.awaitExit(grace)) {
                process.kill(Signals.SIGTERM);
                if (!process.awaitExit(Duration.ofSeconds(2))) {
                    process.kill(Signals.SIGKILL);
                }
            }
        } catch (LinuxException gone) {
            if (!gone.is(Errno.ESRCH)) {
                throw gone;
            }
        } finally {
            ended = true;
        }
    }

    /** Watches the process no longer; it goes on. */
    @Override
    public void close() {
        var process = running;
        running = null;
        if (process != null) {
            process.close();
        }
    }
}
