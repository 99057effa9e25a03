package naru.acceptance.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * The daemon process of a lab host: killed and started by tests, with the command line that the lab
 * gave it.
 */
public final class Daemon {
    private static final String READY = "ready ";
    private static final String CACHE =
            "-XX:AOTCache"; // an option of the JVM's, and how others begin

    private final LabHost host;
    private final ProcessHandle process;
    private final List<String> command;

    /** Finds the daemon that listens on the host's socket. */
    public Daemon(LabHost host) {
        this.host = host;
        var socket = host.docker().endpoint().substring("unix://".length());
        this.process =
                ProcessHandle.allProcesses()
                        .filter(candidate -> isDaemon(arguments(candidate), socket))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no daemon for " + socket));
        this.command = arguments(process).stream().filter(word -> !word.startsWith(CACHE)).toList();
    }

    private static boolean isDaemon(List<String> arguments, String socket) {
        return arguments.contains("naru.cli/naru.cli.Main")
                && arguments.contains("daemon")
                && arguments.contains(socket);
    }

    private static List<String> arguments(ProcessHandle process) {
        try {
            var text =
                    Files.readString(
                            Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.UTF_8);
            return List.of(text.split("\0"));
        } catch (IOException _) {
            return List.of(); // it has ended meanwhile
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Its standard error since its start. */
    public String log() throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/fd/2"));
    }

    /** Kills it as the kernel does when memory runs out. */
    public void kill() throws Exception {
        process.destroyForcibly();
        ended();
    }

    /** Stops it by SIGTERM. */
    public void terminate() throws Exception {
        process.destroy();
        ended();
    }

    /** Waits for its end; false if it still runs after {@code limit}. */
    public boolean ends(Duration limit) throws Exception {
        try {
            Deadline.get(limit, process.onExit());
            return true;
        } catch (TimeoutException _) {
            return false;
        }
    }

    private void ended() throws Exception {
        Deadline.get(Duration.ofSeconds(60), process.onExit()); // as long for an AOT cache
        System.out.println("daemon " + process.pid() + " has ended");
    }

    /** Starts it again as the lab did, and waits until it is ready. */
    public void start() throws Exception {
        start("");
    }

    /** Starts it again with more options, and waits until it is ready. */
    public void start(String options, Object... arguments) throws Exception {
        startBehind(List.of(), options, arguments);
    }

    /** The same with words in front of the command, such as {@code env}. */
    public void startBehind(List<String> before, String options, Object... arguments)
            throws Exception {
        var log = tryToStart(before, List.of(), CommandLine.words(options, arguments));
        if (!log.contains(READY)) {
            throw new AssertionError("the daemon is not ready:\n" + log);
        }
        System.out.println(log.strip());
    }

    /** Starts it again; returns its log once it is ready or has ended. */
    public String tryToStart(String options, Object... arguments) throws Exception {
        return tryToStart(List.of(), List.of(), CommandLine.words(options, arguments));
    }

    /** The same with words in front of the command, and with options for the JVM. */
    public String tryToStart(List<String> before, List<String> jvm, List<String> options)
            throws Exception {
        var words = new ArrayList<>(before);
        words.addAll(command);
        words.addAll(before.size() + 1, jvm);
        words.addAll(options);
        return untilReady(words);
    }

    /**
     * Starts a second daemon on the same host, with directories and a socket below {@code root}.
     */
    public String tryToStartBeside(Path root) throws Exception {
        var words = new ArrayList<>(command);
        for (var option : List.of("--data-root", "--exec-root", "--socket")) {
            words.set(words.indexOf(option) + 1, root.resolve(option.substring(2)).toString());
        }
        return untilReady(words);
    }

    private String untilReady(List<String> words) throws Exception {
        var log = Files.createTempFile("naru-daemon", ".log");
        var started = host.daemonShell().startWithLog(log, "{}", words);
        var deadline = Deadline.after(Duration.ofSeconds(20));
        while (!Files.readString(log).contains(READY) && started.isAlive() && !deadline.isOver()) {
            Thread.sleep(20);
        }
        return Files.readString(log);
    }
}
