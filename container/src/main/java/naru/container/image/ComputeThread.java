package naru.container.image;

import naru.container.image.store.TaskResults;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Runs long computations on platform threads, so that they do not occupy carriers of virtual
 * threads.
 */
final class ComputeThread {
    private ComputeThread() {}

    /** Runs {@code work}; an interrupt is passed on, and its end is always awaited. */
    static <T> T call(Callable<T> work) throws IOException, InterruptedException {
        var result = new CompletableFuture<T>();
        var thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("naru-images")
                        .start(() -> {
                            try {
                                result.complete(work.call());
                            } catch (Throwable failure) {
                                result.completeExceptionally(failure);
                            }
                        });
        try {
            return TaskResults.await(result);
        } catch (InterruptedException stopped) {
            thread.interrupt();
            thread.join();
            throw stopped;
        }
    }
}
