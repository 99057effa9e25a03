package naru.proxy.runtime;

import naru.proxy.haproxy.Configuration;
import naru.proxy.runtime.Supervisor.Result;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The second HAProxy, which verifies passwords. It runs while a route has passwords, and its end
 * does not affect the proxy. For one thread.
 */
final class Verifier implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);

    private final ProxyFolder folder;
    private final Supervisor process;
    private Optional<String> failure = Optional.empty();

    Verifier(HaproxyProgram program, ProxyFolder folder, Runnable onChange) {
        this.folder = folder;
        process =
                new Supervisor(
                        "the HAProxy for passwords", program, folder, folder.passwords(), onChange);
    }

    void takeOver() throws IOException {
        process.takeOver();
    }

    /** Why it does not run as wanted; empty if it does. */
    Optional<String> problem() {
        return process.problem().or(() -> failure);
    }

    /**
     * Starts or changes it if a route has passwords; returns whether nothing remains to be done.
     */
    boolean startIfNeeded(Configuration wanted, boolean repeats) {
        failure = Optional.empty();
        if (wanted.passwordFiles().isEmpty()) {
            return true;
        }
        try {
            return process.approach(new Files(wanted), repeats) != Result.WAITS;
        } catch (IOException e) {
            failure = Optional.of("the HAProxy for passwords: " + e.getMessage());
            return false;
        }
    }

    /** Ends it if no route has passwords, once the proxy does not use it any more. */
    void stopIfUnused(Configuration running) {
        if (running.passwordFiles().isEmpty() && process.isRunning()) {
            process.stop(GRACE);
        }
    }

    void stop() {
        process.stop(GRACE);
    }

    /** Leaves it running. */
    @Override
    public void close() {
        process.close();
    }

    private final class Files implements Supervisor.Wanted {
        private final Configuration wanted;

        Files(Configuration wanted) {
            this.wanted = wanted;
        }

        @Override
        public String digest() {
            return Digests.of(wanted.passwordFiles());
        }

        @Override
        public void write() throws IOException {
            folder.updateAll(wanted.passwordFiles());
        }
    }
}
