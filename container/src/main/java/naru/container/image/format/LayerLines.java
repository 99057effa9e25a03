package naru.container.image.format;

import naru.container.image.format.Documents.Descriptor;
import naru.container.image.model.PullProgress;
import naru.container.image.model.PullProgress.Report;

import org.jspecify.annotations.Nullable;

/** Reports progress lines of a pull or push. For any thread. */
public final class LayerLines {
    private final PullProgress listener;

    public LayerLines(PullProgress listener) {
        this.listener = listener;
    }

    public synchronized void say(@Nullable String id, String status) {
        listener.report(new Report(id, status, 0, 0));
    }

    public void layer(Descriptor layer, String status) {
        say(Digest.shortHex(layer.checkedDigest()), status);
    }

    /** {@code done} is in bytes of the blob. */
    public void progress(Descriptor layer, String status, long done) {
        progress(Digest.shortHex(layer.checkedDigest()), status, done, layer.size());
    }

    public synchronized void progress(String id, String status, long done, long total) {
        listener.report(new Report(id, status, done, total));
    }
}
