package naru.container.image;

import naru.container.PullProgress;
import naru.container.PullProgress.Report;
import naru.container.image.Documents.Descriptor;

import org.jspecify.annotations.Nullable;

/** Tells the listener of a pull or push how it goes on, one line at a time. Any thread. */
final class LayerLines {
    private final PullProgress listener;

    LayerLines(PullProgress listener) {
        this.listener = listener;
    }

    synchronized void say(@Nullable String id, String status) {
        listener.report(new Report(id, status, 0, 0));
    }

    void layer(Descriptor layer, String status) {
        say(Digest.shortHex(layer.checkedDigest()), status);
    }

    /** {@code done} is in bytes of the blob. */
    void progress(Descriptor layer, String status, long done) {
        progress(Digest.shortHex(layer.checkedDigest()), status, done, layer.size());
    }

    synchronized void progress(String id, String status, long done, long total) {
        listener.report(new Report(id, status, done, total));
    }
}
