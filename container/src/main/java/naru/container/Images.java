package naru.container;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The images of this host. A {@code ref} is a name with a tag or a digest in any of Docker's short
 * forms, an id, or the beginning of an id. Methods block and may be called by any thread.
 */
public final class Images {

    Images() {}

    /**
     * Fetches an image from its registry. {@code platform} such as {@code linux/amd64}; null for
     * the host's.
     */
    public Image pull(
            String name,
            @Nullable String platform,
            @Nullable RegistryAuth auth,
            PullProgress progress) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads what {@code docker save} writes, or an OCI layout, as a tar that may be compressed.
     * Returns what it now is called.
     */
    public List<String> load(InputStream tar) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes an image of one layer from a root file system as a tar, which may be compressed.
     *
     * @param name null for an image without one
     * @param changes lines of a Dockerfile: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, USER, VOLUME,
     *     WORKDIR, STOPSIGNAL
     */
    public Image importTar(
            InputStream tar, @Nullable String name, String message, List<String> changes) {
        throw new UnsupportedOperationException();
    }

    /** Writes images as {@code docker load} reads them. */
    public void save(List<String> refs, OutputStream tar) {
        throw new UnsupportedOperationException();
    }

    public void tag(String ref, String name) {
        throw new UnsupportedOperationException();
    }

    /**
     * The image, or {@link naru.network.model.NaruException.NotFound} with {@code No such image:
     * x:latest}.
     */
    public Image find(String ref) {
        throw new UnsupportedOperationException();
    }

    /** All images, the newest first. */
    public List<Image> list() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes a name from an image, and the image itself when that was its last and nothing uses it.
     */
    public List<Removal> remove(String ref, boolean force) {
        throw new UnsupportedOperationException();
    }

    /** One step of a removal. */
    public sealed interface Removal {
        /** A name that is gone. */
        record Untagged(String name) implements Removal {}

        /** An image or a layer that is gone. */
        record Deleted(String id) implements Removal {}
    }
}
