package naru.acceptance;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import java.time.Duration;

/** Waits for what becomes true in a moment. */
final class Eventually {
    private Eventually() {}

    /**
     * Repeats {@code assertion} until it holds, for at most {@code limit}; then it fails as it
     * failed last.
     */
    static void within(Duration limit, ThrowingCallable assertion) throws Throwable {
        var deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                assertion.call();
                return;
            } catch (Throwable failure) {
                if (System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            Thread.sleep(50);
        }
    }
}
