package naru.acceptance.crash;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The daemon of a lab host, started anew so that it takes orders for faults from a file
 * (NARU_FAULTS). Closing it puts an ordinary one in its place.
 */
final class FaultyDaemon implements AutoCloseable {
    private final LabHost host;
    private final Path folder;
    private final Path file;
    private final Path log;
    private List<String> jvm = List.of(); // options
    private Daemon daemon;
    private int orders;

    FaultyDaemon(LabHost host) throws Exception {
        this.host = host;
        folder = Files.createTempDirectory("naru-faults");
        file = folder.resolve("order");
        log = folder.resolve("order.log");
        daemon = new Daemon(host);
        daemon.terminate();
        start();
    }

    /**
     * From now on each start takes two thirds of the time: what the JVM loads while {@code work} is
     * done comes from a cache of classes, made of the jars that are here. Making it takes as long
     * as twenty starts.
     */
    void learn(Runnable work) throws Exception {
        var cache = folder.resolve("classes.aot");
        daemon.terminate();
        jvm = List.of("-XX:AOTCacheOutput=" + cache);
        start();
        work.run();
        daemon.terminate();
        jvm = List.of("-XX:AOTCache=" + cache);
        start();
    }

    /** {@code fail} or {@code die}, at the n-th change of kernel or journal from now. */
    void order(String kind, int n) throws IOException {
        Files.writeString(file, kind + " " + n + " order" + ++orders);
        Files.deleteIfExists(log);
    }

    /** No faults from now on; changes are counted from here. */
    void orderNothing() throws IOException {
        order("none", 0);
    }

    /** What it has done to kernel and journal, or was about to do, since the last order. */
    List<String> operations() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    long pid() {
        return daemon.pid();
    }

    void kill() throws Exception {
        daemon.kill();
    }

    /** Whether it has been killed by what was ordered. */
    boolean dies() throws Exception {
        return daemon.ends(Duration.ofMillis(500));
    }

    /** Starts it without faults. */
    void start() throws Exception {
        orderNothing();
        var said = tryToStart();
        if (!said.contains("ready ")) {
            throw new AssertionError("the daemon does not get ready:\n" + said);
        }
    }

    /** Starts it with the fault that was ordered, and gives what it says. */
    String tryToStart() throws Exception {
        var said = daemon.tryToStart(List.of("env", "NARU_FAULTS=" + file), jvm, List.of());
        if (said.contains("ready ")) {
            daemon = new Daemon(host);
        }
        return said;
    }

    void restart() throws Exception {
        daemon.terminate();
        start();
    }

    @Override
    public void close() throws IOException {
        try {
            daemon.terminate();
            daemon.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no ordinary daemon in its place", e);
        }
        new Shell().quietly("rm -rf {}", folder).text();
    }
}
