package naru.proxy.haproxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.proxy.runtime.HaproxyProgram;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A HAProxy that listens on a Unix socket; ended by {@link #close}. */
final class HaproxyProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private HaproxyProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one with the file {@code haproxy.cfg} of a folder. Skips the test where no HAProxy is
     * installed.
     */
    static HaproxyProcess start(Path folder, Path socket) throws IOException, InterruptedException {
        return start(folder.resolve("haproxy.cfg"), folder.resolve("haproxy.log"), socket, "-db");
    }

    /** A master with its worker. */
    static HaproxyProcess startMaster(Path folder, Path socket)
            throws IOException, InterruptedException {
        var log = folder.resolve("haproxy.log");
        return start(folder.resolve("haproxy.cfg"), log, socket, "-W", "-db");
    }

    private static HaproxyProcess start(Path config, Path log, Path socket, String... words)
            throws IOException, InterruptedException {
        var process = run(config, log, words);
        while (!listens(socket)) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                throw new IOException(Files.readString(log));
            }
        }
        return new HaproxyProcess(process, log);
    }

    /** Starts the one that verifies passwords, which runs beside the proxy. */
    static HaproxyProcess passwords(Path folder) throws IOException, InterruptedException {
        return start(
                folder.resolve(Passwords.FILE),
                folder.resolve("passwords.log"),
                folder.resolve(ProxySettings.JAIL).resolve(Passwords.SOCKET),
                "-W",
                "-db");
    }

    /** The messages of {@code haproxy -c}; empty if it accepts the files of a folder. */
    static String check(Path folder) throws IOException, InterruptedException {
        var passwords = folder.resolve(Passwords.FILE);
        var messages = check(folder, folder.resolve("haproxy.cfg"));
        return messages + (Files.exists(passwords) ? check(folder, passwords) : "");
    }

    private static String check(Path folder, Path config) throws IOException, InterruptedException {
        var log = folder.resolve("check.log");
        return run(config, log, "-c").waitFor() == 0 ? "" : Files.readString(log);
    }

    private static Process run(Path config, Path log, String... words) throws IOException {
        var program = HaproxyProgram.find(System.getenv("PATH"));
        assumeTrue(program.isPresent(), "no haproxy here");
        var command = new ArrayList<>(List.of(program.orElseThrow().file().toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-f", config.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(program.orElseThrow().environment());
        return builder.start();
    }

    private static boolean listens(Path socket) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException ignored) {
            return false;
        }
    }

    /** Ends when its connections have ended, as the worker of a former configuration does. */
    void finish() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-USR1", Long.toString(process.pid())).start().waitFor();
    }

    /** What it has written to its output. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
