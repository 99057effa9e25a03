package naru.container.model;

/**
 * Delays the first signal to a container that is going to be stopped or killed, so that it can be
 * taken out of service. Any thread.
 */
@FunctionalInterface
public interface StopGate {
    /** Delays no signal. */
    StopGate OPEN = (container, kills) -> {};

    /**
     * Returns when the signal may be sent, after a limited time in any case. The container's phase
     * is {@code STOPPING} already. No lock is held.
     *
     * @param kills whether the signal is SIGKILL, so that requests in progress end anyway
     */
    void await(String containerId, boolean kills);
}
