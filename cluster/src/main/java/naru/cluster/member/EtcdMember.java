package naru.cluster.member;

import naru.etcd.EtcdClient;
import naru.etcd.EtcdException;
import naru.linux.process.DetachedProcess;
import naru.linux.process.Processes;
import naru.linux.process.RestartPause;
import naru.linux.process.Signals;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The member of etcd on this host: a process in a session of its own, which goes on when the daemon
 * ends and is started again when it ends itself.
 */
public final class EtcdMember implements AutoCloseable {
    private static final Logger log = System.getLogger(EtcdMember.class.getName());
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(8); // seen to need 6 s
    private static final Duration PROBE = Duration.ofMillis(20);

    private final MemberSettings settings;
    private final String token;
    private final EtcdClient client;
    private final DetachedProcess process;
    private final RestartPause pause = new RestartPause();
    private FirstStart start; // guarded by this
    private boolean wanted; // guarded by this

    /**
     * @param token of the cluster; distinguishes clusters at the same addresses
     * @param client of this member alone
     */
    public EtcdMember(MemberSettings settings, FirstStart start, String token, EtcdClient client) {
        this.settings = settings;
        this.start = start;
        this.token = token;
        this.client = client;
        process = new DetachedProcess("etcd", pidFile(settings.folder()), this::ended);
    }

    private static Path pidFile(Path folder) {
        return folder.resolve("etcd.pid");
    }

    /**
     * Takes over the process of an earlier daemon, or starts one; returns once it follows a leader.
     *
     * @throws IOException if it does not start
     */
    public void start() throws IOException {
        launch();
        awaitReady();
    }

    /** The same without waiting for a leader, which a member that has lost its quorum has not. */
    public synchronized void launch() throws IOException {
        wanted = true;
        var running = process.existingPid().filter(this::isOurs);
        if (running.isPresent() && !start.alone()) {
            process.watch(running.get());
        } else {
            running.ifPresent(this::end);
            spawn();
        }
    }

    private boolean isOurs(long pid) {
        return isOf(settings.folder(), pid);
    }

    private static boolean isOf(Path folder, long pid) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(pid), "cmdline"),
                            StandardCharsets.ISO_8859_1)
                    .contains(EtcdCommand.data(folder).toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private void end(long pid) {
        process.watch(pid);
        process.stop(Signals.SIGTERM, STOP_GRACE);
    }

    private void spawn() throws IOException {
        process.prepare();
        var child = Processes.spawn(EtcdCommand.of(settings, start, token), List.of());
        process.record(child.pid());
        start = new FirstStart(start.members(), start.existing(), false); // once is enough
    }

    private void awaitReady() throws IOException {
        if (!process.await(START_TIMEOUT, this::hasLeader)) {
            throw new IOException(
                    "etcd does not answer; see " + EtcdCommand.log(settings.folder()));
        }
    }

    private boolean hasLeader() {
        try {
            return client.membership().status(settings.endpoint()).leader() != 0;
        } catch (EtcdException notYet) {
            sleep(PROBE);
            return false;
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isRunning() {
        return process.isRunning();
    }

    /** Called by the thread that has waited for the process. */
    private void ended() {
        Thread.ofVirtual().name("etcd-restart").start(this::restart);
    }

    private void restart() {
        while (true) {
            synchronized (this) {
                if (!wanted || process.isRunning()) {
                    return;
                }
                if (pause.mayStart(System.nanoTime())) {
                    log.log(Level.WARNING, "etcd has ended; it is started again");
                    try {
                        spawn();
                        return;
                    } catch (IOException | RuntimeException e) {
                        log.log(Level.ERROR, "etcd cannot be started", e);
                    }
                }
            }
            sleep(Duration.ofMillis(100));
        }
    }

    /** Ends the process. */
    public synchronized void stop() {
        wanted = false;
        process.stop(Signals.SIGTERM, STOP_GRACE);
    }

    /** Ends the process and deletes its data. */
    public void remove() throws IOException {
        stop();
        discard(settings.folder());
    }

    /** Ends the process that a pid file in a folder names, if it is a member of that folder. */
    public static void endLeftover(Path folder) {
        try (var process = new DetachedProcess("etcd", pidFile(folder), () -> {})) {
            process.existingPid()
                    .filter(pid -> isOf(folder, pid))
                    .ifPresent(pid -> {
                        process.watch(pid);
                        process.stop(Signals.SIGTERM, STOP_GRACE);
                    });
        }
    }

    /** Deletes the data of a member that does not run. */
    public static void discard(Path folder) throws IOException {
        Folders.delete(EtcdCommand.data(folder));
        Files.deleteIfExists(pidFile(folder));
        Files.deleteIfExists(EtcdCommand.log(folder));
    }

    /** Watches the process no longer; it goes on. */
    @Override
    public synchronized void close() {
        wanted = false;
        process.close();
    }
}
