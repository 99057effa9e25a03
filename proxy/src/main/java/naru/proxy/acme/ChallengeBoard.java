package naru.proxy.acme;

import naru.proxy.acme.AcmeFailure.Kind;
import naru.proxy.acme.AcmeServer.Challenge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The answers to HTTP-01, which HAProxy gives (RFC 8555, section 8.3). They are kept on disk: while
 * the daemon is away HAProxy has them, and the next daemon does not take them from it.
 */
final class ChallengeBoard implements Solver {
    private final Path file;
    private final Runnable onChange;
    private final Duration limit;
    private final Map<String, String> answers = new TreeMap<>();
    private Map<String, String> served = Map.of();

    /**
     * @param onChange called when {@link #answers} has changed
     * @param limit of the time in which HAProxy must have an answer
     */
    ChallengeBoard(Path file, Runnable onChange, Duration limit) throws IOException {
        this.file = file;
        this.onChange = onChange;
        this.limit = limit;
        AcmeFolder.read(file)
                .forEach((token, answer) -> answers.put((String) token, (String) answer));
    }

    /** The key authorizations by token. */
    synchronized Map<String, String> answers() {
        return Map.copyOf(answers);
    }

    /** HAProxy gives these answers now. */
    synchronized void served(Map<String, String> now) {
        served = now;
        notifyAll();
    }

    @Override
    public void present(Challenge challenge) throws AcmeFailure, IOException, InterruptedException {
        synchronized (this) {
            answers.put(challenge.token(), challenge.answer());
            keep();
        }
        onChange.run();
        long end = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            while (!challenge.answer().equals(served.get(challenge.token()))) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AcmeFailure(
                            Kind.SAME_ORDER, "HAProxy has not taken the answer to a challenge");
                }
                wait(left);
            }
        }
    }

    @Override
    public void withdraw() throws IOException {
        synchronized (this) {
            if (answers.isEmpty()) {
                return;
            }
            answers.clear();
            keep();
        }
        onChange.run();
    }

    private void keep() throws IOException {
        var properties = new Properties();
        properties.putAll(answers);
        AcmeFolder.write(file, properties);
    }
}
