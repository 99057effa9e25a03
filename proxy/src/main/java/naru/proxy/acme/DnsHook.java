package naru.proxy.acme;

import naru.linux.process.Executable;
import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.acme.AcmeServer.Challenge;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * The operator's program that changes TXT records for DNS-01 (RFC 8555, section 8.4): {@code HOOK
 * add NAME VALUE} returns when all name servers have the record, {@code HOOK remove NAME VALUE}
 * removes it. Several records of one name exist at a time. Records are noted before they are made.
 */
final class DnsHook implements Solver {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MOST_OUTPUT = 500;

    private final Executable program;
    private final Path file;

    /**
     * @param file has the records that exist, by value
     */
    DnsHook(Path program, Path file) {
        this.program = new Executable(program, Map.of());
        this.file = file;
    }

    @Override
    public void present(Challenge challenge) throws AcmeFailure, IOException {
        var name = "_acme-challenge." + challenge.name();
        var records = AcmeFolder.read(file);
        records.setProperty(challenge.answer(), name);
        AcmeFolder.write(file, records);
        var failure = run("add", name, challenge.answer());
        if (!failure.isEmpty()) {
            throw new AcmeFailure(Kind.SAME_ORDER, failure);
        }
    }

    @Override
    public void withdraw() throws IOException {
        var records = AcmeFolder.read(file);
        var left = new Properties();
        var failures = new StringBuilder();
        for (var value : records.stringPropertyNames()) {
            var failure = run("remove", records.getProperty(value), value);
            if (!failure.isEmpty()) {
                left.setProperty(value, records.getProperty(value));
                failures.append(failure).append('\n');
            }
        }
        if (!records.isEmpty()) {
            AcmeFolder.write(file, left);
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.toString().strip());
        }
    }

    /** Returns why it has failed; empty if it has not. */
    private String run(String action, String name, String value) throws InterruptedIOException {
        var words = program.file() + " " + action + " " + name;
        try {
            return program.run(LIMIT, action, name, value)
                    .map(result -> failure(words, result))
                    .orElse(words + " does not end");
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return "cannot run " + program.file() + ": " + e.getMessage();
        }
    }

    private static String failure(String words, Executable.Result result) {
        var text = result.output().strip();
        return result.status() == 0
                ? ""
                : "%s: status %d: %s"
                        .formatted(
                                words,
                                result.status(),
                                text.substring(0, Math.min(text.length(), MOST_OUTPUT)));
    }
}
