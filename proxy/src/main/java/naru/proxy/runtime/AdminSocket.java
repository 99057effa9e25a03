package naru.proxy.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The commands of a worker. Each answer is compared with the one that HAProxy gives on success;
 * management guide, section 9.3.
 */
final class AdminSocket {
    private static final String IDLE_CONNECTIONS = "pool-purge-delay 5s pool-max-conn -1";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern VERSION = Pattern.compile("New version created: ([0-9]+)");
    private static final Pattern PID = Pattern.compile("(?m)^Pid: ([0-9]+)$");

    /** Lists all servers of all backends. */
    static final String SHOW_SESSIONS = "show stat -1 4 -1";

    private static final int SESSIONS_COLUMN = 4; // scur

    private final CommandSocket socket;

    AdminSocket(Path path) {
        socket = new CommandSocket(path, TIMEOUT);
    }

    /** The process that answers. */
    long pid() throws IOException {
        var match = PID.matcher(socket.ask("show info"));
        return match.find() ? Long.parseLong(match.group(1)) : 0;
    }

    List<ServerState> servers() throws IOException {
        return ServerState.parse(rawServers());
    }

    /** As the state file has it. */
    String rawServers() throws IOException {
        return socket.ask("show servers state");
    }

    /** Requests that a server is serving now, by {@code backend/server}. */
    Map<String, Integer> sessions() throws IOException {
        return sessions(socket.ask(SHOW_SESSIONS));
    }

    static Map<String, Integer> sessions(String answer) throws RefusedException {
        var sessions = new HashMap<String, Integer>();
        for (var line : answer.lines().toList()) {
            var words = line.split(",", SESSIONS_COLUMN + 2);
            if (!line.startsWith("#") && words.length > SESSIONS_COLUMN) {
                try {
                    sessions.put(
                            words[0] + "/" + words[1], Integer.parseInt(words[SESSIONS_COLUMN]));
                } catch (NumberFormatException e) {
                    throw new RefusedException("unexpected line of show stat: " + line);
                }
            }
        }
        return sessions;
    }

    /**
     * Adds a server in maintenance. It would keep no idle connections, so that each request made a
     * new one: 2.6 does not give it the defaults of these two options.
     *
     * @param target its address and port
     * @param options the words after the address; never {@code enabled}, with which 2.6 shows a
     *     server as UP and sends it no request
     */
    void add(String path, String target, String options) throws IOException {
        expect(
                "New server registered.",
                "add server " + path + " " + target + " " + IDLE_CONNECTIONS + " " + options);
    }

    void enableHealth(String path) throws IOException {
        expect("", "enable health " + path);
    }

    /** 2.6 gives a dynamic server the value of its cookie at this command only. */
    void enableCookies(String backend) throws IOException {
        expect("", "enable dynamic-cookie backend " + backend);
    }

    void drain(String path) throws IOException {
        expect("", "set server " + path + " state drain");
    }

    void ready(String path) throws IOException {
        expect("", "set server " + path + " state ready");
    }

    void maintain(String path) throws IOException {
        expect("", "set server " + path + " state maint");
    }

    void weight(String path, int weight) throws IOException {
        expect("", "set server " + path + " weight " + weight);
    }

    void endSessions(String path) throws IOException {
        expect("", "shutdown sessions server " + path);
    }

    /** Deletes a server that is in maintenance; returns false if streams still use it. */
    boolean delete(String path) throws IOException {
        var answer = socket.ask("del server " + path);
        if (answer.equals("Server deleted.")) {
            return true;
        }
        if (answer.contains("still has connections")) {
            return false;
        }
        throw refused("del server " + path, answer);
    }

    /** The entries of a map; of equal keys the first one counts. */
    Map<String, String> map(Path file) throws IOException {
        var entries = new TreeMap<String, String>();
        var answer = socket.ask("show map " + file);
        for (var line : answer.lines().toList()) {
            var words = line.split(" ", 3); // a reference, the key, the value
            if (!line.startsWith("0x") || words.length < 2) {
                throw refused("show map " + file, answer);
            }
            entries.putIfAbsent(words[1], words.length == 2 ? "" : words[2]);
        }
        return entries;
    }

    /** Begins a new version of a map and returns its number. */
    int prepareMap(Path file) throws IOException {
        var answer = socket.ask("prepare map " + file);
        var match = VERSION.matcher(answer);
        if (!match.matches()) {
            throw refused("prepare map " + file, answer);
        }
        return Integer.parseInt(match.group(1));
    }

    /**
     * @param lines a key and a value each; an empty line ends them
     */
    void addToMap(Path file, int version, String lines) throws IOException {
        expect("", "add map @" + version + " " + file + " <<\n" + lines);
    }

    /** Replaces the entries of a map by those of a version, in one step. */
    void commitMap(Path file, int version) throws IOException {
        expect("", "commit map @" + version + " " + file);
    }

    private void expect(String expected, String command) throws IOException {
        var answer = socket.ask(command);
        if (!answer.equals(expected)) {
            throw refused(command, answer);
        }
    }

    private static RefusedException refused(String command, String answer) {
        return new RefusedException("\"%s\": %s".formatted(firstLine(command), firstLine(answer)));
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("no answer");
    }
}
