package naru.container.image.store;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Results of tasks on other threads. */
public final class TaskResults {
    private TaskResults() {}

    /** Waits for a result, and throws the failure of the task instead of a wrapper. */
    public static <T> T await(Future<T> task) throws IOException, InterruptedException {
        try {
            return task.get();
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
