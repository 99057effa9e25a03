package naru.proxy.runtime;

import naru.linux.process.DetachedProcess;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The master process of HAProxy and its current worker. They outlive this process: a later one
 * finds them by the files in their folder. For one thread.
 */
final class HaproxyProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int SIGUSR1 = 10; // asm-generic/signal.h; ends when all streams have ended

    private final HaproxyProgram program;
    private final ProcessFiles files;
    private final MasterSocket master;
    private final AdminSocket admin;
    private final DetachedProcess process;

    /**
     * @param onEnd called by another thread when the master process has ended
     */
    HaproxyProcess(HaproxyProgram program, ProcessFiles files, Runnable onEnd) {
        this.program = program;
        this.files = files;
        process = new DetachedProcess("haproxy", files.pidFile(), onEnd);
        master = new MasterSocket(files.masterSocket());
        admin = new AdminSocket(files.adminSocket());
    }

    boolean isRunning() {
        return process.isRunning();
    }

    /**
     * Takes over the process that an earlier daemon has started; returns false if there is none.
     */
    boolean takeOver() {
        var pid = process.existingPid();
        boolean isOurs = pid.isPresent() && master.state().map(MasterState::master).equals(pid);
        if (isOurs) {
            process.watch(pid.get());
        }
        return isOurs;
    }

    /**
     * Starts HAProxy with the configuration in its folder.
     *
     * @throws RefusedException with HAProxy's messages
     */
    void start() throws IOException {
        process.prepare();
        program.start(files.configuration(), files.pidFile(), files.masterSocket());
        if (!await(
                () -> process.recordedPid().isPresent())) { // the master writes it after the fork
            throw new IOException("HAProxy has started without writing " + files.pidFile());
        }
        process.watch(process.recordedPid().orElseThrow());
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
        return process.await(START_TIMEOUT, condition);
    }

    /** Ends HAProxy after its streams have ended, at the latest after {@code grace}. */
    void stop(Duration grace) {
        process.stop(SIGUSR1, grace);
    }

    /** Watches the process no longer; it goes on. */
    @Override
    public void close() {
        process.close();
    }
}
