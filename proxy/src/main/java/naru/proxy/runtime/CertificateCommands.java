package naru.proxy.runtime;

import naru.proxy.haproxy.tls.CertificateEntry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands of a worker about certificates; management guide, section 9.3. A process has one
 * transaction at most: while one is open, 2.6 ignores the file that another {@code set ssl cert}
 * names, so each answer is compared with the file that was meant.
 */
final class CertificateCommands {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern FINGERPRINT =
            Pattern.compile("(?m)^SHA1 FingerPrint: ([0-9A-F]+)$");
    private static final Pattern LINE = Pattern.compile("(/\\S+):([0-9]+)( .*)?");

    private final CommandSocket socket;

    CertificateCommands(Path adminSocket) {
        socket = new CommandSocket(adminSocket, TIMEOUT);
    }

    /**
     * What a worker has in memory.
     *
     * @param transaction the certificate of a transaction that is open
     */
    record Loaded(Set<Path> files, Optional<Path> transaction) {}

    /** A line of the list of certificates in a worker. */
    record Listed(Path file, int line, Set<String> hosts) {
        boolean is(CertificateEntry entry) {
            return file.equals(entry.file()) && hosts.equals(entry.hosts());
        }
    }

    Loaded loaded() throws IOException {
        var files = new TreeSet<Path>();
        Optional<Path> transaction = Optional.empty();
        for (var line : socket.ask("show ssl cert").lines().toList()) {
            if (line.startsWith("*")) {
                transaction = Optional.of(Path.of(line.substring(1)));
            } else if (line.startsWith("/")) {
                files.add(Path.of(line));
            }
        }
        return new Loaded(files, transaction);
    }

    /** Ends a transaction that was left open, such as by a daemon that was killed. */
    void abort(Path file) throws IOException {
        socket.ask("abort ssl cert " + file); // another process may have ended it by now
    }

    /** The SHA-1 digest of a certificate in upper case; empty for one without content. */
    String fingerprint(Path file) throws IOException {
        var match = FINGERPRINT.matcher(socket.ask("show ssl cert " + file));
        return match.find() ? match.group(1) : "";
    }

    List<Listed> list(Path list) throws IOException {
        var lines = new ArrayList<Listed>();
        for (var line : socket.ask("show ssl crt-list -n " + list).lines().toList()) {
            var match = LINE.matcher(line.strip());
            if (match.matches()) {
                var hosts = match.group(3) == null ? "" : match.group(3).strip();
                lines.add(
                        new Listed(
                                Path.of(match.group(1)),
                                Integer.parseInt(match.group(2)),
                                new TreeSet<>(Arrays.asList(hosts.split(" +")))));
            }
        }
        return lines;
    }

    /** Creates a certificate or replaces its content. */
    void load(Path file, String pem) throws IOException {
        var created = socket.ask("new ssl cert " + file);
        if (!created.startsWith("New empty certificate store '" + file + "'")
                && !created.endsWith("already exists!")) {
            throw refused(created);
        }
        var answer = socket.ask("set ssl cert " + file + " <<\n" + pem);
        if (!answer.equals("Transaction created for certificate " + file + "!")) {
            loaded().transaction().ifPresent(this::abortQuietly);
            throw refused(answer);
        }
        var committed = socket.ask("commit ssl cert " + file);
        if (!committed.startsWith("Committing " + file) || !committed.endsWith("Success!")) {
            abort(file);
            throw refused(committed);
        }
    }

    private void abortQuietly(Path file) {
        try {
            abort(file);
        } catch (IOException ignored) {
            // The caller throws; the next comparison finds the transaction again.
        }
    }

    void insert(Path list, CertificateEntry entry) throws IOException {
        var answer = socket.ask("add ssl crt-list " + list + " <<\n" + entry + "\n");
        if (!answer.endsWith("Success!")) {
            throw refused(answer);
        }
    }

    void remove(Path list, Listed listed) throws IOException {
        var answer =
                socket.ask("del ssl crt-list " + list + " " + listed.file() + ":" + listed.line());
        if (!answer.contains("deleted in crtlist")) {
            throw refused(answer);
        }
    }

    void delete(Path file) throws IOException {
        var answer = socket.ask("del ssl cert " + file);
        if (!answer.endsWith("deleted!")) {
            throw refused(answer);
        }
    }

    /** With the lines that say more than that something was tried. */
    private static RefusedException refused(String answer) {
        var reason =
                answer.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("Inserting "))
                        .filter(line -> !line.startsWith("Committing "))
                        .collect(Collectors.joining("; "));
        return new RefusedException(reason.isEmpty() ? "no answer of HAProxy" : reason);
    }
}
