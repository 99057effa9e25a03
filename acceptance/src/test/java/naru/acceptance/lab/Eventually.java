package naru.acceptance.lab;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import java.time.Duration;

/** Waits for what becomes true in a moment. */
public final class Eventually {
    /** How many times slower than usual this machine is. */
    private static final int SLOWNESS = Integer.getInteger("naru.test.slowness", 1);

    private Eventually() {}

    /** Whether this machine is an emulated one. */
    public static boolean isSlow() {
        return SLOWNESS > 1;
    }

    /** As long as it may take here. */
    public static Duration scaled(Duration usual) {
        return usual.multipliedBy(SLOWNESS);
    }

    /**
     * Repeats {@code assertion} until it holds, for at most {@code limit}, as {@link Deadline}
     * counts it; then it fails as it failed last.
     */
    public static void within(Duration limit, ThrowingCallable assertion) throws Throwable {
        var deadline = Deadline.after(limit);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (Throwable failure) {
                if (deadline.isOver()) {
                    throw failure;
                }
            }
            Thread.sleep(50);
        }
    }
}
