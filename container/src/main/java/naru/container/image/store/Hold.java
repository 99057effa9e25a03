package naru.container.image.store;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Blobs and layers of an image under construction: the store keeps them although no record refers
 * to them yet. Closing releases them, which removes those that no image uses. For any thread.
 */
public final class Hold implements AutoCloseable {
    private final Object lock;
    private final Release release;
    private final Set<String> blobs = new HashSet<>(); // guarded by lock
    private final Set<String> chains = new HashSet<>(); // guarded by lock

    /** Ends a hold. */
    @FunctionalInterface
    interface Release {
        void release(Hold hold) throws IOException;
    }

    /**
     * @param lock the store's
     */
    Hold(Object lock, Release release) {
        this.lock = lock;
        this.release = release;
    }

    /** Holds a blob; call it before checking whether the blob exists. */
    public String blob(String digest) {
        synchronized (lock) {
            blobs.add(digest);
        }
        return digest;
    }

    /** Holds a layer; call it before checking whether the layer exists. */
    public void layer(String chainId) {
        synchronized (lock) {
            chains.add(chainId);
        }
    }

    /** The caller holds the lock. */
    Set<String> blobs() {
        return blobs;
    }

    /** The caller holds the lock. */
    Set<String> chains() {
        return chains;
    }

    @Override
    public void close() throws IOException {
        release.release(this);
    }
}
