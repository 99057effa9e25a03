package naru.network.model;

/** Whether a running container accepts new work, as far as the engine knows. */
public enum Readiness {
    SERVING,
    /** Its health check has not succeeded yet. */
    STARTING,
    /** Its health check fails, or it is paused. */
    UNHEALTHY,
    /** It is stopping or about to be stopped. */
    STOPPING
}
