package naru.network.driver.overlay;

import java.util.List;

/**
 * The secrets of encrypted overlay networks, which the cluster distributes. All are accepted from
 * other hosts; the first one is used to send. A rotation without loss takes three steps, each on
 * all hosts: append the new secret, move it to the front, remove the old one. For any thread.
 */
public final class OverlayKeys {
    /** Of hosts that get no secrets. */
    static final OverlayKeys UNAVAILABLE = new OverlayKeys();

    private volatile List<OverlayKey> keys = List.of();
    private volatile Runnable changed = () -> {};

    /** Without secrets: encrypted networks carry nothing to other hosts. */
    public OverlayKeys() {}

    public void set(List<OverlayKey> newKeys) {
        keys = List.copyOf(newKeys);
        changed.run();
    }

    List<OverlayKey> list() {
        return keys;
    }

    void onChange(Runnable action) {
        changed = action;
    }
}
