package naru.container.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs long computations on platform threads, so that they do not occupy carriers of virtual
 * threads.
 */
final class OwnThread {
    private OwnThread() {}

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
            return result(result);
        } catch (InterruptedException stopped) {
            thread.interrupt();
            thread.join();
            throw stopped;
        }
    }

    private static <T> T result(CompletableFuture<T> future)
            throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException refused -> throw refused;
                case IOException broken -> throw broken;
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(failure);
            }
        }
    }
}
