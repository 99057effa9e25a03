package naru.proxy.haproxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /** A master with its worker and programs. */
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

    /** Starts the one that verifies passwords, which a master starts otherwise. */
    static HaproxyProcess passwords(Path folder) throws IOException, InterruptedException {
        return start(
                folder.resolve(Passwords.FILE),
                folder.resolve("passwords.log"),
                folder.resolve(ProxySettings.JAIL).resolve(Passwords.SOCKET),
                "-db");
    }

    /** The messages of {@code haproxy -c}; empty if it accepts {@code haproxy.cfg}. */
    static String check(Path folder) throws IOException, InterruptedException {
        var log = folder.resolve("check.log");
        return run(folder.resolve("haproxy.cfg"), log, "-c").waitFor() == 0
                ? ""
                : Files.readString(log);
    }

    private static Process run(Path config, Path log, String... words) throws IOException {
        var program = program();
        assumeTrue(program.isPresent(), "no haproxy here");
        var command = new ArrayList<>(List.of(program.orElseThrow().toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("-f", config.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LD_LIBRARY_PATH", libraries(program.orElseThrow()));
        return builder.start();
    }

    private static boolean listens(Path socket) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException ignored) {
            return false;
        }
    }

    static Optional<Path> program() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The folder of libraries beside a program that was unpacked and not installed. */
    private static String libraries(Path program) throws IOException {
        var folder = program.resolveSibling("../lib").normalize();
        if (!Files.isDirectory(folder)) {
            return "";
        }
        try (var folders = Files.newDirectoryStream(folder, "*-linux-gnu")) {
            var paths = new ArrayList<String>();
            folders.forEach(path -> paths.add(path.toString()));
            return String.join(":", paths);
        }
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
