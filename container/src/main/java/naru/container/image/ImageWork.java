package naru.container.image;

import naru.container.image.format.MalformedImageException;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Long-running operations on images, and the conversion of their failures. */
final class ImageWork {
    private ImageWork() {}

    /** Work without a result. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    /** Runs on a separate thread, so that carriers remain available to requests. */
    static <T> T blocking(Callable<T> work) {
        try {
            return ComputeThread.call(work);
        } catch (IOException | MalformedImageException failure) {
            throw hostFailure(failure);
        } catch (io.avaje.json.JsonException failure) {
            throw new NaruException.HostFailure(
                    "the image is damaged: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            throw canceled(stopped);
        }
    }

    /** The same for work without a result. */
    static void blocking(Task work) {
        blocking(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    static NaruException canceled(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new NaruException.HostFailure("context canceled", stopped);
    }

    static NaruException hostFailure(Exception failure) {
        String message = failure.getMessage();
        return new NaruException.HostFailure(
                message == null ? failure.toString() : message, failure);
    }
}
