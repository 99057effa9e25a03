package naru.network.model;

/** Whether a running container takes new work, as far as those know who look after it. */
public enum Readiness {
    SERVING,
    /** It has a health check, and has not passed it yet. */
    STARTING,
    /** Its health check fails, or it is paused. */
    UNHEALTHY,
    /** It is stopping or about to be stopped. */
    STOPPING
}
