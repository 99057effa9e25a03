package naru.proxy.acme;

import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.acme.AcmeServer.Challenge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The operator's program that changes TXT records for DNS-01 (RFC 8555, section 8.4): {@code HOOK
 * add NAME VALUE} returns when all name servers have the record, {@code HOOK remove NAME VALUE}
 * removes it. Several records of one name exist at a time. Records are noted before they are made.
 */
final class DnsHook implements Solver {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MOST_OUTPUT = 500;

    private final Path program;
    private final Path file;

    /**
     * @param file has the records that exist, by value
     */
    DnsHook(Path program, Path file) {
        this.program = program;
        this.file = file;
    }

    @Override
    public void present(Challenge challenge) throws AcmeFailure, IOException, InterruptedException {
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
    public void withdraw() throws IOException, InterruptedException {
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
    private String run(String action, String name, String value)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("naru-acme-hook", ".txt");
        try {
            var process =
                    new ProcessBuilder(program.toString(), action, name, value)
                            .redirectErrorStream(true)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "%s %s %s does not end".formatted(program, action, name);
            }
            var text = Files.readString(output).strip();
            return process.exitValue() == 0
                    ? ""
                    : "%s %s %s: status %d: %s"
                            .formatted(
                                    program,
                                    action,
                                    name,
                                    process.exitValue(),
                                    text.substring(0, Math.min(text.length(), MOST_OUTPUT)));
        } catch (IOException e) {
            return "cannot run " + program + ": " + e.getMessage();
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
